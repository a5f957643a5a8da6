import { createHash } from 'node:crypto';
import type { Sealer } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore } from '../document-store.ts';
import type { StepCode, StepCodeStore } from '../ports/step-code-store.ts';
import { TypedCollection } from '../typed-collection.ts';
import { openDocument, type SealedDocument, sealDocument, sealedDocument } from './sealed-document.ts';

const code = z.object({ id: z.string(), code: z.string(), madeAt: z.number() });

/** Codes by the step that they were made in, sealed for it. */
export class StepCodeRepository implements StepCodeStore {
  readonly #codes: TypedCollection<SealedDocument>;
  readonly #sealer: Sealer;
  readonly #now: () => number;

  constructor(store: DocumentStore, sealer: Sealer, now: () => number) {
    this.#codes = new TypedCollection(store, COLLECTIONS.stepCodes, sealedDocument, now);
    this.#sealer = sealer;
    this.#now = now;
  }

  async keep(step: string, made: StepCode, until: number): Promise<StepCode> {
    const id = createHash('sha256').update(step).digest('base64url');
    const place = ['step-code', id] as const;
    for (;;) {
      const now = this.#now();
      const kept = await this.#codes.read(id, now);
      if (kept !== undefined) return openDocument(this.#sealer, place, kept.value, code);
      if (await this.#codes.write(id, 'absent', sealDocument(this.#sealer, place, made), { expiresAt: until, now })) return made;
      // Without this one whose time is over when it comes would be tried for ever.
      if (until <= now) return made;
    }
  }
}
