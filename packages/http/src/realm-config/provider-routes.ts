import { type JsonObject, keepsSecret, WaygateError } from '@waygate/schema';
import { refuseNewTransform } from '../admin/refuse-new-transform.ts';
import type { HttpAnswer } from '../http-answer.ts';
import { type ConfigRequest, methodNotAllowed, nothingHere, objectOf, unknownAction } from './config-request.ts';
import { actionAnswer, checkPreconditions, queryAnswer, resourceAnswer } from './crest.ts';
import { realmAddress } from './tree-routes.ts';

/** Members of a provider that nobody reads. */
const SECRETS = ['clientSecret', 'privateKey'];

/** `services/SocialIdentityProviders`: who else a realm lets people sign on with. */
export async function providerRoutes(request: ConfigRequest): Promise<HttpAnswer> {
  const { method, path, query, deps, realm } = request;
  const [type, id, ...more] = path;
  const action = query.get('_action');
  if (more.length > 0) throw nothingHere();
  const all = async () => (await deps.realmObjects.list(realm, 'socialProvider')).map(({ value }) => withoutSecrets(value));
  if (type === undefined) {
    if (method === 'GET')
      return resourceAnswer(request, {
        _id: '',
        enabled: true,
        _type: { _id: 'SocialIdentityProviders', name: 'Social Identity Provider Service', collection: false },
      });
    if (method === 'POST' && action === 'nextdescendents') return actionAnswer({ result: await all() });
    throw method === 'POST' ? unknownAction(action) : methodNotAllowed(method);
  }
  if (id === undefined) {
    if (method === 'GET')
      return queryAnswer(
        request,
        (await all()).filter((one) => typeIn(one) === type),
      );
    throw methodNotAllowed(method);
  }
  const stored = await deps.realmObjects.get(realm, 'socialProvider', id);
  const before = stored !== undefined && typeIn(stored) === type ? stored : undefined;
  if (method === 'PUT') {
    checkPreconditions(request, before === undefined ? undefined : withoutSecrets(before));
    if (stored !== undefined && before === undefined) {
      throw new WaygateError('state', 'config.exists', `The provider ${id} is of another type.`);
    }
    const { _rev: _, ...body } = objectOf(request);
    const next: JsonObject = { ...body, _id: id, _type: { ...objectIn(body['_type']), _id: type } };
    const kept = SECRETS.flatMap((key) =>
      (body[key] ?? null) === null && (before?.[key] ?? null) !== null ? [[key, before?.[key] ?? null] as const] : [],
    );
    if (before !== undefined && kept.length > 0 && !keepsSecret(before, next)) {
      throw new WaygateError(
        'input',
        'provider.secret',
        `Give ${kept.map(([key]) => key).join(' and ')} of ${id} again: what was given for another client or other addresses is not sent elsewhere.`,
      );
    }
    const value: JsonObject = { ...next, ...Object.fromEntries(kept) };
    await refuseNewTransform(deps, request.admin, realm, before, value);
    await deps.realmObjects.put(realm, [{ kind: 'socialProvider', id, value }]);
    request.audit('provider.written', { realm, provider: id });
    const at = `${realmAddress(realm)}/realm-config/services/SocialIdentityProviders/${[type, id].map(encodeURIComponent).join('/')}`;
    return resourceAnswer(request, withoutSecrets(value), before === undefined ? { at } : undefined);
  }
  if (before === undefined) throw nothingHere();
  if (method === 'GET') return resourceAnswer(request, withoutSecrets(before));
  if (method !== 'DELETE') throw methodNotAllowed(method);
  checkPreconditions(request, withoutSecrets(before));
  await deps.realmObjects.remove(realm, 'socialProvider', id);
  request.audit('provider.removed', { realm, provider: id });
  return resourceAnswer(request, withoutSecrets(before));
}

function withoutSecrets(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, SECRETS.includes(key) ? null : one]));
}

function typeIn(provider: JsonObject): string | undefined {
  const id = objectIn(provider['_type'])['_id'];
  return typeof id === 'string' ? id : undefined;
}

function objectIn(value: JsonObject[string] | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
