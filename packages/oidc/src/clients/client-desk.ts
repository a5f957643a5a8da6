import { randomBytes } from 'node:crypto';
import {
  isReservedClientId,
  type KeptOAuthClient,
  keptOAuthClient,
  type OAuthClient,
  type OAuthClientMade,
  type OAuthClientRequest,
  type OAuthClientView,
  oauthClientId,
  oauthClientToKeep,
  WaygateError,
} from '@waygate/schema';
import type { RealmObjectStore } from '@waygate/storage';
import type { SecretHasher } from '../oauth-deps.ts';

/** Clients of realms as administrators work on them. */
export interface ClientDesk {
  /** In the order of their ids. */
  list(realm: string): Promise<readonly OAuthClientView[]>;
  /** @throws WaygateError `client.unknown` (notFound), as the others that name one */
  get(realm: string, id: string): Promise<OAuthClientView>;
  /** PKCE is demanded of it unless its settings say otherwise. @throws WaygateError `client.exists` (state), `client.id`, `client.secret` (input) */
  create(realm: string, id: string, request: OAuthClientRequest): Promise<OAuthClientMade>;
  /** Replaces the settings. The secret stays what it is unless the request brings one, and so does whether PKCE is demanded. */
  update(realm: string, id: string, request: OAuthClientRequest): Promise<OAuthClientMade>;
  /** Makes a new secret; the old one is worth nothing from then on. */
  renewSecret(realm: string, id: string): Promise<OAuthClientMade>;
  remove(realm: string, id: string): Promise<void>;
}

const KIND = 'oauthClient';

/** @param now epoch milliseconds */
export function createClientDesk(objects: RealmObjectStore, hasher: SecretHasher, now: () => number = Date.now): ClientDesk {
  const kept = async (realm: string, id: string): Promise<KeptOAuthClient> => {
    const value = await objects.get(realm, KIND, id);
    if (value === undefined) throw unknownClient(realm, id);
    return keptOAuthClient.parse(value);
  };
  const replace = async (realm: string, id: string, client: KeptOAuthClient): Promise<void> => {
    if ((await objects.update(realm, KIND, id, () => oauthClientToKeep(client))) === undefined) throw unknownClient(realm, id);
  };
  return {
    async list(realm) {
      return (await objects.list(realm, KIND)).map(({ id, value }) => viewOf(id, keptOAuthClient.parse(value)));
    },
    async get(realm, id) {
      return viewOf(id, await kept(realm, id));
    },
    async create(realm, id, { settings: wished, secret: given }) {
      const settings = withPkce(wished, true);
      const parsed = oauthClientId.safeParse(id);
      if (!parsed.success) throw new WaygateError('input', 'client.id', parsed.error.issues[0]?.message ?? 'This is no id.');
      if (realm === '/' && isReservedClientId(id))
        throw new WaygateError('input', 'client.id', `${id} is the id of a client that is there by itself.`);
      const isPublic = settings.clientType === 'Public';
      if (isPublic && given !== undefined) throw noSecret();
      const secret = isPublic ? undefined : (given ?? newSecret());
      const client = { settings, createdAt: now(), ...(secret === undefined ? {} : { secretHash: await hasher.hash(secret) }) };
      if (!(await objects.create(realm, KIND, { id, value: oauthClientToKeep(client) })))
        throw new WaygateError('state', 'client.exists', `There is a client ${id} in realm ${realm} already.`);
      return { ...viewOf(id, client), ...(secret === undefined || given !== undefined ? {} : { secret }) };
    },
    async update(realm, id, { settings: wished, secret: given }) {
      const before = await kept(realm, id);
      const settings = withPkce(wished, before.settings.codeVerifierEnforced);
      if (settings.clientType === 'Public') {
        if (given !== undefined) throw noSecret();
        const client = { settings, createdAt: before.createdAt };
        await replace(realm, id, client);
        return viewOf(id, client);
      }
      const made = given === undefined && before.secretHash === undefined ? newSecret() : undefined;
      const secret = given ?? made;
      const secretHash = secret === undefined ? before.secretHash : await hasher.hash(secret);
      const client = { settings, createdAt: before.createdAt, ...(secretHash === undefined ? {} : { secretHash }) };
      await replace(realm, id, client);
      return { ...viewOf(id, client), ...(made === undefined ? {} : { secret: made }) };
    },
    async renewSecret(realm, id) {
      const { settings, createdAt } = await kept(realm, id);
      if (settings.clientType === 'Public') throw noSecret();
      const secret = newSecret();
      const client = { settings, createdAt, secretHash: await hasher.hash(secret) };
      await replace(realm, id, client);
      return { ...viewOf(id, client), secret };
    },
    async remove(realm, id) {
      if (!(await objects.remove(realm, KIND, id))) throw unknownClient(realm, id);
    },
  };
}

function withPkce(settings: OAuthClient, otherwise: boolean | undefined): OAuthClient {
  const { clientType, codeVerifierEnforced = clientType === 'Public' || otherwise } = settings;
  return { ...settings, ...(codeVerifierEnforced === undefined ? {} : { codeVerifierEnforced }) };
}

function viewOf(id: string, { settings, secretHash }: KeptOAuthClient): OAuthClientView {
  return { id, settings, hasSecret: secretHash !== undefined };
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

function unknownClient(realm: string, id: string): WaygateError {
  return new WaygateError('notFound', 'client.unknown', `There is no client ${id} in realm ${realm}.`);
}

function noSecret(): WaygateError {
  return new WaygateError('input', 'client.secret', 'A public client has no secret.');
}
