import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore } from '../document-store.ts';
import type { PreviewGrant, PreviewTicketStore } from '../ports/preview-ticket-store.ts';
import { TypedCollection } from '../typed-collection.ts';

const grant = z.object({
  realm: z.string(),
  journey: z.string(),
  versionId: z.string(),
  adminId: z.string(),
  expiresAt: z.number(),
  usedAt: z.number().exactOptional(),
});

export class PreviewTicketRepository implements PreviewTicketStore {
  readonly #tickets: TypedCollection<PreviewGrant>;

  constructor(store: DocumentStore, now: () => number) {
    this.#tickets = new TypedCollection<PreviewGrant>(store, COLLECTIONS.previewTickets, grant, now);
  }

  async put(hash: string, value: PreviewGrant): Promise<void> {
    await this.#tickets.write(hash, 'any', value, { expiresAt: value.expiresAt });
  }

  async find(hash: string, now: number): Promise<PreviewGrant | undefined> {
    return (await this.#tickets.read(hash, now))?.value;
  }

  async use(hash: string, now: number): Promise<boolean> {
    const used = await this.#tickets.update(
      hash,
      (value) => (value.usedAt === undefined ? { ...value, usedAt: now } : undefined),
      ({ expiresAt }) => ({ expiresAt }),
      now,
    );
    return used !== undefined;
  }
}
