import type { Sealer } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore } from '../document-store.ts';
import type { KeptMessage, MessageOutbox } from '../ports/message-outbox.ts';
import { TypedCollection } from '../typed-collection.ts';
import { openDocument, sealDocument, sealedDocument } from './sealed-document.ts';

const kept = sealedDocument.extend({ id: z.string(), at: z.number(), expiresAt: z.number() });
const said = z.object({
  channel: z.enum(['sms', 'voice', 'email']),
  to: z.string(),
  subject: z.string().exactOptional(),
  text: z.string(),
});

/** Messages that wait to be read in the console. Whom they are for and what they say is sealed. */
export class MessageOutboxRepository implements MessageOutbox {
  readonly #messages: TypedCollection<z.infer<typeof kept>>;
  readonly #sealer: Sealer;

  constructor(store: DocumentStore, sealer: Sealer, now: () => number) {
    this.#messages = new TypedCollection(store, COLLECTIONS.messageOutbox, kept, now);
    this.#sealer = sealer;
  }

  async add(realm: string, { id, at, expiresAt, ...content }: KeptMessage): Promise<void> {
    const sealed = sealDocument(this.#sealer, ['message-outbox', realm, id], content);
    await this.#messages.write(compositeId(realm, id), 'any', { id, at, expiresAt, ...sealed }, { keys: { realm }, expiresAt });
  }

  async list(realm: string): Promise<readonly KeptMessage[]> {
    const found = await this.#messages.find('realm', realm);
    return [...found]
      .sort((a, b) => b.at - a.at)
      .map(({ id, at, expiresAt, sealed }) => ({
        id,
        at,
        expiresAt,
        ...openDocument(this.#sealer, ['message-outbox', realm, id], { sealed }, said),
      }));
  }
}
