import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore } from '../document-store.ts';
import type { OutboxMessage, PushOutbox } from '../stores.ts';
import { TypedCollection } from '../typed-collection.ts';

const outboxMessage = z.object({ messageId: z.string(), jwt: z.string(), subjectLine: z.string(), expiresAt: z.number() });

export class PushOutboxRepository implements PushOutbox {
  readonly #outbox: TypedCollection<OutboxMessage>;

  constructor(store: DocumentStore, now: () => number) {
    this.#outbox = new TypedCollection<OutboxMessage>(store, COLLECTIONS.pushOutbox, outboxMessage, now);
  }

  async add(inbox: string, message: OutboxMessage): Promise<void> {
    await this.#outbox.write(idOf(inbox, message.messageId), 'any', message, { keys: { inbox }, expiresAt: message.expiresAt });
  }

  async pending(inbox: string, now: number): Promise<readonly OutboxMessage[]> {
    const found = await this.#outbox.find('inbox', inbox, now);
    return [...found].sort((a, b) => a.expiresAt - b.expiresAt);
  }

  async remove(inbox: string, messageId: string): Promise<void> {
    await this.#outbox.write(idOf(inbox, messageId), 'any', undefined);
  }
}

function idOf(inbox: string, messageId: string): string {
  return `${inbox}\n${messageId}`;
}
