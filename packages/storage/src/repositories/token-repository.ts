import { hash } from 'node:crypto';
import { jsonObject, type Sealer } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId, partsOfId } from '../composite-id.ts';
import type { DocumentStore, DocumentWrite } from '../document-store.ts';
import type { GivenAccess, TokenKind, TokenRecord, TokenStore } from '../ports/token-store.ts';
import { TypedCollection } from '../typed-collection.ts';
import { isUnreadable, openDocument, sealDocument, sealedDocument } from './sealed-document.ts';

/** Kinds that must outlive a power cut. */
const DURABLE: ReadonlySet<TokenKind> = new Set(['Grant', 'RefreshToken', 'Consent']);

/** How many tokens are read at a time when those of before are looked through. */
const AT_A_TIME = 500;
/** Notes that every token of a person is listed as theirs. */
const ALL_LISTED = compositeId('tokens', 'person');

const storedToken = sealedDocument.extend({
  /** Hash of what the holder shows. */
  hash: z.string(),
  kind: z.custom<TokenKind>((value) => typeof value === 'string'),
  createdAt: z.number(),
  expiresAt: z.number(),
  consumedAt: z.number().exactOptional(),
});
type StoredToken = z.infer<typeof storedToken>;

const secrets = z.object({
  payload: jsonObject,
  grantId: z.string().exactOptional(),
  session: z.string().exactOptional(),
  personId: z.string().exactOptional(),
});

/** What applications hold. Nothing here can be shown as a token: ids are hashed, contents sealed. */
export class TokenRepository implements TokenStore {
  readonly #store: DocumentStore;
  readonly #durable: TypedCollection<StoredToken>;
  readonly #ephemeral: TypedCollection<StoredToken>;
  readonly #sealer: Sealer;
  readonly #now: () => number;
  #prepared: Promise<void> | undefined;

  constructor(store: DocumentStore, sealer: Sealer, now: () => number) {
    this.#store = store;
    this.#durable = new TypedCollection<StoredToken>(store, COLLECTIONS.oauthGrants, storedToken, now);
    this.#ephemeral = new TypedCollection<StoredToken>(store, COLLECTIONS.oauthTokens, storedToken, now);
    this.#sealer = sealer;
    this.#now = now;
  }

  async put(realm: string, kind: TokenKind, id: string, record: TokenRecord): Promise<void> {
    await this.#write(realm, kind, id, record, 'any');
  }

  claim(realm: string, kind: TokenKind, id: string, record: TokenRecord): Promise<boolean> {
    return this.#write(realm, kind, id, record, 'absent');
  }

  #write(realm: string, kind: TokenKind, id: string, record: TokenRecord, expected: 'any' | 'absent'): Promise<boolean> {
    const { createdAt, expiresAt, consumedAt, ...sealed } = record;
    const hashed = hashOf(id);
    const value = {
      hash: hashed,
      kind,
      createdAt,
      expiresAt,
      ...(consumedAt === undefined ? {} : { consumedAt }),
      ...sealDocument(this.#sealer, ['token', realm, kind, hashed], sealed),
    };
    const keys = {
      ...(record.grantId === undefined ? {} : { grant: compositeId(realm, hashOf(record.grantId)) }),
      ...(record.session === undefined ? {} : { session: compositeId(realm, hashOf(record.session)) }),
      // What is gone within the hour needs no list of its own: it stops with its grant.
      ...(record.personId === undefined || !DURABLE.has(kind) ? {} : { person: compositeId(realm, hashOf(record.personId)) }),
    };
    // What was claimed stays so, also across a power cut.
    return this.#of(kind).write(placeOf(realm, kind, hashed), expected, value, { keys, expiresAt, durable: expected === 'absent' });
  }

  async find(realm: string, kind: TokenKind, id: string): Promise<TokenRecord | undefined> {
    const read = await this.#of(kind).read(placeOf(realm, kind, hashOf(id)));
    return read === undefined ? undefined : this.#opened(realm, read.value);
  }

  async consume(realm: string, kind: TokenKind, id: string, now: number): Promise<boolean> {
    const consumed = await this.#of(kind).update(
      placeOf(realm, kind, hashOf(id)),
      (token) => (token.consumedAt === undefined ? { ...token, consumedAt: now } : undefined),
      // What was used stays used, also across a power cut.
      ({ expiresAt }) => ({ expiresAt, durable: true }),
    );
    return consumed !== undefined;
  }

  remove(realm: string, kind: TokenKind, id: string): Promise<boolean> {
    return this.#of(kind).remove(placeOf(realm, kind, hashOf(id)), { durable: true });
  }

  revokeGrant(realm: string, grantId: string): Promise<void> {
    return this.revokeGrants(realm, [hashOf(grantId)]);
  }

  async givenBy(realm: string, personId: string): Promise<GivenAccess> {
    await this.#prepare();
    const found = await this.#durable.find('person', compositeId(realm, hashOf(personId)));
    const opened = found.map((token) => ({ kind: token.kind, hash: token.hash, record: this.#opened(realm, token) }));
    const of = (kind: TokenKind) => opened.filter((one) => one.kind === kind);
    const refreshTokens = Map.groupBy(of('RefreshToken'), ({ record }) => (record.grantId === undefined ? '' : hashOf(record.grantId)));
    return {
      grants: of('Grant').map(({ hash: handle, record: grant }) => ({
        handle,
        grant,
        refreshTokens: (refreshTokens.get(handle) ?? []).map(({ record }) => record),
      })),
      consents: of('Consent').map(({ record }) => record),
    };
  }

  async #prepare(): Promise<void> {
    this.#prepared ??= this.#listThoseOfBefore();
    try {
      await this.#prepared;
    } catch (error) {
      // The next one tries again.
      this.#prepared = undefined;
      throw error;
    }
  }

  /** Releases before 0.2 did not list what lasts by whose it is. One of them may still run beside this one, so only a look that finds nothing is the last. */
  async #listThoseOfBefore(): Promise<void> {
    if ((await this.#store.get(COLLECTIONS.preparedIndexes, ALL_LISTED, this.#now())) !== undefined) return;
    let areAllListed = true;
    for (let after: string | undefined; ; ) {
      const some = await this.#store.dump(COLLECTIONS.oauthGrants, after, AT_A_TIME);
      for (const { id, revision, body, keys, expiresAt } of some) {
        const personId = keys['person'] === undefined ? this.#personOf(id, body) : undefined;
        if (personId === undefined) continue;
        areAllListed = false;
        const listed = { ...keys, person: compositeId(partsOfId(id)[0] ?? '', hashOf(personId)) };
        const expiry = expiresAt === undefined ? {} : { expiresAt };
        // One that changed meanwhile is found by the next look.
        await this.#store.write(
          [{ collection: COLLECTIONS.oauthGrants, id, expect: revision, body, keys: listed, ...expiry }],
          this.#now(),
        );
      }
      after = some.at(-1)?.id;
      if (after === undefined) break;
    }
    if (areAllListed)
      await this.#store.write([{ collection: COLLECTIONS.preparedIndexes, id: ALL_LISTED, expect: 'any', body: '{}' }], this.#now());
  }

  /** Whose a token is; undefined for nobody's, and for one that cannot be read, which is worth nothing. */
  #personOf(id: string, body: string): string | undefined {
    const stored = storedToken.safeParse(JSON.parse(body)).data;
    if (stored === undefined) return undefined;
    try {
      return this.#opened(partsOfId(id)[0] ?? '', stored).personId;
    } catch (error) {
      if (isUnreadable(error)) return undefined;
      throw error;
    }
  }

  async revokeGrants(realm: string, handles: readonly string[]): Promise<void> {
    for (const handle of handles) await this.#revoke(realm, handle);
  }

  async #revoke(realm: string, handle: string): Promise<void> {
    const key = compositeId(realm, handle);
    // The grant first: without it nothing that was made of it counts any more.
    const grant = this.#durable.prepared(placeOf(realm, 'Grant', handle), 'any', undefined);
    await this.#removeAll([grant, ...removals(this.#durable, realm, await this.#durable.find('grant', key))]);
    await this.#removeAll(removals(this.#ephemeral, realm, await this.#ephemeral.find('grant', key)));
  }

  async revokeSession(realm: string, session: string): Promise<void> {
    const key = compositeId(realm, hashOf(session));
    const found = [...(await this.#durable.find('session', key)), ...(await this.#ephemeral.find('session', key))];
    const grants = new Set(found.flatMap((token) => this.#opened(realm, token).grantId ?? []));
    for (const grantId of grants) await this.revokeGrant(realm, grantId);
  }

  async #removeAll(writes: readonly DocumentWrite[]): Promise<void> {
    if (writes.length > 0) await this.#store.write(writes, this.#now(), true);
  }

  #of(kind: TokenKind): TypedCollection<StoredToken> {
    return DURABLE.has(kind) ? this.#durable : this.#ephemeral;
  }

  #opened(realm: string, { hash: hashed, kind, createdAt, expiresAt, consumedAt, sealed }: StoredToken): TokenRecord {
    const opened = openDocument(this.#sealer, ['token', realm, kind, hashed], { sealed }, secrets);
    return { ...opened, createdAt, expiresAt, ...(consumedAt === undefined ? {} : { consumedAt }) };
  }
}

function removals(collection: TypedCollection<StoredToken>, realm: string, tokens: readonly StoredToken[]): readonly DocumentWrite[] {
  return tokens
    .filter(({ kind }) => kind !== 'Grant')
    .map(({ kind, hash: hashed }) => collection.prepared(placeOf(realm, kind, hashed), 'any', undefined));
}

function placeOf(realm: string, kind: TokenKind, hashed: string): string {
  return compositeId(realm, kind, hashed);
}

/** Tokens are random, so one round is enough. */
function hashOf(id: string): string {
  return hash('sha256', id, 'base64url');
}
