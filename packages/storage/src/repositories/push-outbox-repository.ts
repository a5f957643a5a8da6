import type { Sealer } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId, partsOfId } from '../composite-id.ts';
import type { DocumentStore } from '../document-store.ts';
import type { OutboxMessage, PushOutbox } from '../ports/push-outbox.ts';
import { TypedCollection } from '../typed-collection.ts';
import { isUnreadable, openDocument, sealDocument, sealedDocument } from './sealed-document.ts';

const waiting = sealedDocument.extend({ messageId: z.string(), expiresAt: z.number(), addedAt: z.number() });
const said = z.object({ jwt: z.string(), subjectLine: z.string() });

/** How many inboxes are named in one question. */
const ASKED_AT_ONCE = 500;

/** Pushes that wait to be fetched. What they say is sealed: a push carries its challenge, and tells who signs on from where. */
export class PushOutboxRepository implements PushOutbox {
  readonly #store: DocumentStore;
  readonly #outbox: TypedCollection<z.infer<typeof waiting>>;
  readonly #sealer: Sealer;
  readonly #now: () => number;

  constructor(store: DocumentStore, sealer: Sealer, now: () => number) {
    this.#store = store;
    this.#outbox = new TypedCollection(store, COLLECTIONS.pushOutbox, waiting, now);
    this.#sealer = sealer;
    this.#now = now;
  }

  async add(inbox: string, { messageId, expiresAt, jwt, subjectLine }: OutboxMessage): Promise<void> {
    const sealed = sealDocument(this.#sealer, ['push-outbox', inbox, messageId], { jwt, subjectLine });
    const value = { messageId, expiresAt, addedAt: this.#now(), ...sealed };
    await this.#outbox.write(compositeId(inbox, messageId), 'any', value, { keys: { inbox }, expiresAt });
  }

  async pending(inbox: string, now: number, unreadable?: (error: unknown) => void): Promise<readonly OutboxMessage[]> {
    return (await this.pendingIn([inbox], now, unreadable)).get(inbox) ?? [];
  }

  async pendingIn(
    inboxes: readonly string[],
    now: number,
    unreadable: (error: unknown) => void = () => undefined,
  ): Promise<ReadonlyMap<string, readonly OutboxMessage[]>> {
    const found: (readonly [string, z.infer<typeof waiting>])[] = [];
    for (let from = 0; from < inboxes.length; from += ASKED_AT_ONCE) {
      found.push(...(await this.#outbox.entries('inbox', inboxes.slice(from, from + ASKED_AT_ONCE), now)));
    }
    const byInbox = new Map<string, OutboxMessage[]>();
    for (const [id, { messageId, expiresAt, sealed }] of found.toSorted(([, a], [, b]) => a.addedAt - b.addedAt)) {
      const [inbox = ''] = partsOfId(id);
      try {
        const message = { messageId, expiresAt, ...openDocument(this.#sealer, ['push-outbox', inbox, messageId], { sealed }, said) };
        byInbox.set(inbox, [...(byInbox.get(inbox) ?? []), message]);
      } catch (error) {
        if (!isUnreadable(error)) throw error;
        unreadable(error);
      }
    }
    return byInbox;
  }

  changedByOthers(): number {
    return this.#store.generation(COLLECTIONS.pushOutbox, 'others');
  }

  async remove(inbox: string, messageId: string): Promise<void> {
    await this.#outbox.write(compositeId(inbox, messageId), 'any', undefined);
  }
}
