import {
  type JsonObject,
  keepsSecret,
  OIDC_PROVIDER_TYPES,
  readSocialProvider,
  type SocialProviderRequest,
  type SocialProviderView,
  socialProviderId,
  socialProviderSettings,
  socialProviderType,
  WaygateError,
} from '@waygate/schema';
import type { RealmObjectStore } from '@waygate/storage';

/** Providers of realms as administrators work on them. */
export interface ProviderDesk {
  /** In the order of their ids, those that are not run here among them. */
  list(realm: string): Promise<readonly SocialProviderView[]>;
  /** @throws WaygateError `provider.unknown` (notFound), as the others that name one */
  get(realm: string, id: string): Promise<SocialProviderView>;
  /** @throws WaygateError `provider.exists` (state), `provider.id`, `provider.secret` (input) */
  create(realm: string, id: string, request: SocialProviderRequest): Promise<SocialProviderView>;
  /**
   * Replaces the settings; what is not known here stays. So does the secret when the request brings none, unless it would go to another client or address then.
   * @throws WaygateError `provider.secret` (input)
   */
  update(realm: string, id: string, request: SocialProviderRequest): Promise<SocialProviderView>;
  remove(realm: string, id: string): Promise<void>;
}

const KIND = 'socialProvider';
/** Members that nobody reads. */
const SECRETS = new Set(['clientSecret', 'privateKey']);

export function createProviderDesk(objects: RealmObjectStore): ProviderDesk {
  return {
    async list(realm) {
      return (await objects.list(realm, KIND)).map(({ id, value }) => viewOf(id, value));
    },
    async get(realm, id) {
      const value = await objects.get(realm, KIND, id);
      if (value === undefined) throw unknown(realm, id);
      return viewOf(id, value);
    },
    async create(realm, id, request) {
      const parsed = socialProviderId.safeParse(id);
      if (!parsed.success) throw new WaygateError('input', 'provider.id', parsed.error.issues[0]?.message ?? 'This is no id.');
      const value = keptOf(id, request, {});
      if (!(await objects.create(realm, KIND, { id, value })))
        throw new WaygateError('state', 'provider.exists', `There is a provider ${id} in realm ${realm} already.`);
      return viewOf(id, value);
    },
    async update(realm, id, request) {
      const value = await objects.update(realm, KIND, id, (before) => keptOf(id, request, before));
      if (value === undefined) throw unknown(realm, id);
      return viewOf(id, value);
    },
    async remove(realm, id) {
      if (!(await objects.remove(realm, KIND, id))) throw unknown(realm, id);
    },
  };
}

const SECRET_WANTED =
  'Give the secret that the provider knows this server by, or choose NONE. One that was given for another client or other addresses is not sent elsewhere.';

/** Settings that are read here; what else a provider has stays. */
const READ = new Set([
  'wellKnownEndpoint',
  'issuer',
  'authorizationEndpoint',
  'tokenEndpoint',
  'userInfoEndpoint',
  'jwksUriEndpoint',
  'redirectURI',
  'redirectAfterFormPostURI',
  'transform',
]);

function keptOf(id: string, { settings: { type, ...settings }, secret }: SocialProviderRequest, before: JsonObject): JsonObject {
  const rest = Object.fromEntries(Object.entries(before).filter(([name]) => !READ.has(name)));
  const isKept = keepsSecret(before, { ...settings, _type: { _id: type } });
  const clientSecret = secret ?? (isKept ? before['clientSecret'] : undefined);
  if (settings.clientAuthenticationMethod !== 'NONE' && typeof clientSecret !== 'string')
    throw new WaygateError('input', 'provider.secret', SECRET_WANTED);
  return {
    ...(isKept ? rest : withoutSecrets(rest)),
    ...settings,
    _id: id,
    _type: { _id: type, collection: true },
    ...(secret === undefined ? {} : { clientSecret: secret }),
  };
}

/** A secret is for the addresses that it was given for. */
function withoutSecrets(rest: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(rest).filter(([name]) => !SECRETS.has(name)));
}

function viewOf(id: string, value: JsonObject): SocialProviderView {
  const { problems } = readSocialProvider(value);
  const type = socialProviderType(value);
  const isOurs = OIDC_PROVIDER_TYPES.some((known) => known === type);
  // What is shown of one that can be changed here is what can be given back.
  const shown = (name: string) =>
    isOurs ? Object.hasOwn(socialProviderSettings.shape, name) : !SECRETS.has(name) && !name.startsWith('_');
  const settings = {
    type,
    ...Object.fromEntries(Object.entries(value).filter(([name, one]) => shown(name) && one !== null && one !== '')),
  };
  return {
    id,
    type,
    enabled: value['enabled'] !== false,
    settings,
    hasSecret: typeof value['clientSecret'] === 'string' && value['clientSecret'] !== '',
    problems,
  };
}

function unknown(realm: string, id: string): WaygateError {
  return new WaygateError('notFound', 'provider.unknown', `There is no provider ${id} in realm ${realm}.`);
}
