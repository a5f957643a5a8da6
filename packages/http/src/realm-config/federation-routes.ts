import { WaygateError } from '@waygate/schema';
import type { RealmObjectKind } from '../admin/admin-deps.ts';
import type { HttpAnswer } from '../http-answer.ts';
import { type ConfigRequest, nothingHere } from './config-request.ts';
import { queryAnswer, resourceAnswer } from './crest.ts';

/** `saml2`: what imports brought of SAML is kept to be exported again, and nothing here runs it. */
export function samlRoutes(request: ConfigRequest): Promise<HttpAnswer> {
  const [location, id] = request.path;
  return kept(request, 'samlEntity', id, request.path.length === 0 || (location !== undefined && id === undefined));
}

/** `federation/circlesoftrust` */
export function circleRoutes(request: ConfigRequest): Promise<HttpAnswer> {
  return kept(request, 'circleOfTrust', request.path[0], request.path.length === 0);
}

async function kept(request: ConfigRequest, kind: RealmObjectKind, id: string | undefined, isQuery: boolean): Promise<HttpAnswer> {
  const { method, deps, realm } = request;
  if (method !== 'GET') throw new WaygateError('input', 'config.not_implemented', 'This server has no SAML.');
  if (isQuery)
    return queryAnswer(
      request,
      (await deps.realmObjects.list(realm, kind)).map(({ value }) => value),
    );
  const found = id === undefined ? undefined : await deps.realmObjects.get(realm, kind, id);
  if (found === undefined) throw nothingHere();
  return resourceAnswer(request, found);
}
