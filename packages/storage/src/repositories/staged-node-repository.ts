import { jsonObject, type Sealer, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore, DocumentWrite } from '../document-store.ts';
import type { StagedNode, StagedNodeStore } from '../ports/staged-node-store.ts';
import { TypedCollection } from '../typed-collection.ts';
import { openDocument, type SealedDocument, sealDocument, sealedDocument } from './sealed-document.ts';

/** What an author has room for in a realm: two of the largest journeys that there are. */
const MOST_NODES = 10_000;
const MOST_BYTES = 64 * 1024 * 1024;

const listed = sealedDocument.extend({ id: z.string(), author: z.string(), size: z.number(), expiresAt: z.number() });
type Listed = SealedDocument & { readonly id: string; readonly author: string; readonly size: number; readonly expiresAt: number };

const tally = z.object({ nodes: z.number(), bytes: z.number(), expiresAt: z.number() });
type Tally = z.infer<typeof tally>;

const content = z.object({ type: z.string(), version: z.string().exactOptional(), config: jsonObject });

/** Nodes without a journey, with a tally of what each author has there, so that nobody fills the store with them. */
export class StagedNodeRepository implements StagedNodeStore {
  readonly #store: DocumentStore;
  readonly #nodes: TypedCollection<Listed>;
  readonly #tallies: TypedCollection<Tally>;
  readonly #sealer: Sealer;
  readonly #now: () => number;

  constructor(store: DocumentStore, sealer: Sealer, now: () => number) {
    this.#store = store;
    this.#nodes = new TypedCollection(store, COLLECTIONS.stagedNodes, listed, now);
    this.#tallies = new TypedCollection(store, COLLECTIONS.stagingTallies, tally, now);
    this.#sealer = sealer;
    this.#now = now;
  }

  async get(realm: string, id: string): Promise<StagedNode | undefined> {
    const read = await this.#nodes.read(compositeId(realm, id));
    return read === undefined ? undefined : this.#opened(realm, read.value);
  }

  async list(realm: string): Promise<readonly StagedNode[]> {
    return (await this.#nodes.find('realm', realm)).map((stored) => this.#opened(realm, stored));
  }

  async put(realm: string, nodes: readonly StagedNode[], expiresAt: number): Promise<void> {
    // An atomic group names a document once: of two with one id the later counts.
    const byId = new Map(nodes.map((node) => [node.id, node]));
    if (byId.size === 0) return;
    for (;;) {
      const now = this.#now();
      const writes: DocumentWrite[] = [];
      const added = new Map<string, { nodes: number; bytes: number }>();
      for (const node of byId.values()) {
        const place = compositeId(realm, node.id);
        const before = await this.#nodes.read(place, now);
        const value = this.#sealed(realm, node, expiresAt);
        writes.push(this.#nodes.prepared(place, before?.revision ?? 'absent', value, { keys: { realm }, expiresAt }));
        const sum = added.get(node.author) ?? { nodes: 0, bytes: 0 };
        const isOwn = before?.value.author === node.author;
        sum.nodes += isOwn ? 0 : 1;
        sum.bytes += value.size - (isOwn ? before.value.size : 0);
        added.set(node.author, sum);
      }
      for (const [author, sum] of added) {
        const place = compositeId(realm, author);
        const before = await this.#tallies.read(place, now);
        const total = { nodes: (before?.value.nodes ?? 0) + sum.nodes, bytes: (before?.value.bytes ?? 0) + sum.bytes };
        if (total.nodes > MOST_NODES || total.bytes > MOST_BYTES) throw full(author);
        const until = Math.max(expiresAt, before?.value.expiresAt ?? 0);
        writes.push(this.#tallies.prepared(place, before?.revision ?? 'absent', { ...total, expiresAt: until }, { expiresAt: until }));
      }
      if (await this.#store.write(writes, now)) return;
    }
  }

  async remove(realm: string, id: string): Promise<StagedNode | undefined> {
    for (;;) {
      const now = this.#now();
      const read = await this.#nodes.read(compositeId(realm, id), now);
      if (read === undefined) return undefined;
      const { author, size } = read.value;
      const given = await this.#given(realm, author, { nodes: 1, bytes: size }, now);
      const writes = [this.#nodes.prepared(compositeId(realm, id), read.revision, undefined), ...given];
      if (await this.#store.write(writes, now)) return this.#opened(realm, read.value);
    }
  }

  async removeAll(realm: string, ids: readonly string[]): Promise<void> {
    for (;;) {
      const now = this.#now();
      const writes: DocumentWrite[] = [];
      const gone = new Map<string, { nodes: number; bytes: number }>();
      for (const id of new Set(ids)) {
        const place = compositeId(realm, id);
        const read = await this.#nodes.read(place, now);
        if (read === undefined) continue;
        writes.push(this.#nodes.prepared(place, read.revision, undefined));
        const sum = gone.get(read.value.author) ?? { nodes: 0, bytes: 0 };
        gone.set(read.value.author, { nodes: sum.nodes + 1, bytes: sum.bytes + read.value.size });
      }
      for (const [author, sum] of gone) writes.push(...(await this.#given(realm, author, sum, now)));
      if (writes.length === 0 || (await this.#store.write(writes, now))) return;
    }
  }

  /** The write that gives an author room back. */
  async #given(
    realm: string,
    author: string,
    sum: { readonly nodes: number; readonly bytes: number },
    now: number,
  ): Promise<DocumentWrite[]> {
    const place = compositeId(realm, author);
    const before = await this.#tallies.read(place, now);
    if (before === undefined) return [];
    const { nodes, bytes, expiresAt } = before.value;
    const value = { nodes: Math.max(nodes - sum.nodes, 0), bytes: Math.max(bytes - sum.bytes, 0), expiresAt };
    return [this.#tallies.prepared(place, before.revision, value, { expiresAt })];
  }

  #sealed(realm: string, { id, author, ...rest }: StagedNode, expiresAt: number): Listed {
    const sealed = sealDocument(this.#sealer, ['stagedNode', realm, id], content.parse(rest));
    return { id, author, size: sealed.sealed.length, expiresAt, ...sealed };
  }

  #opened(realm: string, stored: Listed): StagedNode {
    const { version, ...rest } = openDocument(this.#sealer, ['stagedNode', realm, stored.id], stored, content);
    return { id: stored.id, author: stored.author, ...rest, ...(version === undefined ? {} : { version }) };
  }
}

function full(author: string): WaygateError {
  return new WaygateError(
    'state',
    'staging.full',
    `${author} has ${MOST_NODES.toLocaleString('en')} nodes, or more than they may be large together, that stand in no journey. Write their journeys, or delete nodes.`,
  );
}
