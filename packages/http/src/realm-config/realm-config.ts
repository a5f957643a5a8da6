import { WaygateError } from '@waygate/schema';
import type { HttpAnswer } from '../http-answer.ts';
import type { HttpDeps } from '../http-deps.ts';
import type { AmRequest } from '../request/am-request.ts';
import type { SessionCookie } from '../request/cookies.ts';
import { type ConfigRoute, configRequest, nothingHere } from './config-request.ts';
import { environmentRoutes } from './environment-routes.ts';
import { circleRoutes, samlRoutes } from './federation-routes.ts';
import { nodeRoutes } from './node-routes.ts';
import { openidmRoutes } from './openidm-routes.ts';
import { providerRoutes } from './provider-routes.ts';
import { realmRoutes } from './realm-routes.ts';
import { noteRefusal, recordedConfig } from './recorded-config.ts';
import { libraryRoutes, scriptRoutes } from './script-routes.ts';
import { treeRoutes } from './tree-routes.ts';

/** Every resource by what its address begins with. */
export const CONFIGURATION_ROUTES: readonly (readonly [below: readonly string[], route: ConfigRoute])[] = [
  [['realm-config', 'authentication', 'authenticationtrees', 'trees'], treeRoutes],
  [['realm-config', 'authentication', 'authenticationtrees', 'nodes'], nodeRoutes],
  [['realm-config', 'services', 'SocialIdentityProviders'], providerRoutes],
  [['realm-config', 'saml2'], samlRoutes],
  [['realm-config', 'federation', 'circlesoftrust'], circleRoutes],
  [['scripts'], scriptRoutes],
  [['libraries'], libraryRoutes],
  [['global-config', 'realms'], realmRoutes],
  [['openidm'], openidmRoutes],
  [['environment'], environmentRoutes],
];

/** AM's configuration resources over the journeys and objects of a realm: for administrators of the root realm alone. */
export async function realmConfig(request: AmRequest, cookie: SessionCookie, http: HttpDeps): Promise<HttpAnswer> {
  const found = CONFIGURATION_ROUTES.find(([below]) => below.every((part, at) => request.resource[at] === part));
  // Who may not ask is not told what there is.
  const isRealm = (await http.realms.settings(request.realm)) !== undefined;
  const tellRefused = noteRefusal(request, isRealm ? request.realm : '/', http.audit);
  const config = await configRequest(request, cookie, http, request.resource.slice(found?.[0].length ?? 0), tellRefused);
  if (found === undefined) throw nothingHere();
  if (!isRealm) {
    throw new WaygateError('notFound', 'realm.not_found', 'There is no such realm.');
  }
  return recordedConfig(config, request.resource, found[1]);
}
