import { createSealer, type KeyRing } from '@waygate/integrations';
import type { AuditAct } from '@waygate/node-kit';
import { type AuditEvent, WaygateError } from '@waygate/schema';
import { type DocumentStore, storesOn } from '@waygate/storage';
import type { ServerConfig } from '../config.ts';
import type { ServerLog } from '../logging/server-log.ts';
import { auditOf } from './audit-of.ts';

/** Refusals that say that this release must not write to a store. */
const UNTOUCHED: ReadonlySet<string> = new Set(['storage.newer_store', 'storage.older_store', 'storage.unfinished_copy']);

/** Who copies, and how that is recorded. */
export interface CopyRecording {
  /** Name of the operator. */
  readonly operator: string;
  readonly audit?: Partial<ServerConfig['audit']>;
  /** Where records go that are wanted as lines. */
  readonly lines: { write(text: string): unknown };
  readonly log: Pick<ServerLog, 'error'>;
}

/** The record of a copy of a store, in the store that is copied from; the copy takes it along, and has its end, too. */
export class RecordedCopy {
  readonly #source: DocumentStore;
  readonly #ring: KeyRing;
  readonly #how: CopyRecording;
  readonly #event: AuditEvent;
  #act: AuditAct | undefined;

  /** @param to which store is copied to */
  constructor(source: DocumentStore, ring: KeyRing, to: string, how: CopyRecording) {
    this.#source = source;
    this.#ring = ring;
    this.#how = how;
    this.#event = {
      event: 'operation.command',
      realm: '/',
      actor: { kind: 'operator', name: how.operator },
      facts: { command: 'store copy', names: [to] },
    };
  }

  /** Writes that the copy begins, before anything of it is done. @throws WaygateError `audit.unavailable` (operational) */
  async begin(target: DocumentStore): Promise<void> {
    this.#act = await this.#trail(target).begin(this.#event);
  }

  /** Writes on both sides that the copy is whole. */
  async succeed(): Promise<void> {
    await this.#act?.end({ result: 'succeeded' });
  }

  /** Writes that the copy came to nothing, or not to its end. */
  async fail(error: unknown): Promise<void> {
    const reason = error instanceof WaygateError ? error.code : 'unexpected';
    if (UNTOUCHED.has(reason)) return;
    if (this.#act !== undefined) return this.#act.end({ result: 'failed', reason });
    await this.#trail().recordDone({ ...this.#event, result: 'failed', reason });
  }

  #trail(target?: DocumentStore) {
    const sealer = createSealer(this.#ring);
    const { audit, identities } = storesOn(this.#source, sealer, Date.now);
    const there = target === undefined ? undefined : storesOn(target, sealer, Date.now).audit;
    const both = {
      append: audit.append.bind(audit),
      find: audit.find.bind(audit),
      search: audit.search.bind(audit),
      walk: audit.walk.bind(audit),
      // Both sides stay the same.
      amend: async (...what: Parameters<typeof audit.amend>) => {
        await audit.amend(...what);
        await there?.amend(...what);
      },
    };
    const { audit: config, lines, log } = this.#how;
    return auditOf({ stores: { audit: both, identities }, ring: this.#ring }, config, { lines, log });
  }
}
