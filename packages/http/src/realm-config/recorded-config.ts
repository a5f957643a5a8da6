import type { AuditPort } from '@waygate/node-kit';
import type { TellRefused } from '../admin/admin-request.ts';
import { namesIn } from '../audit/names-in.ts';
import { recordAct } from '../audit/record-act.ts';
import type { HttpAnswer } from '../http-answer.ts';
import type { AmRequest } from '../request/am-request.ts';
import type { ConfigRequest, ConfigRoute } from './config-request.ts';

/** What is asked with POST and changes nothing (AM). */
const ASKING: ReadonlySet<string> = new Set([
  'nextdescendents',
  'getAllTypes',
  'getCreatableTypes',
  'getType',
  'listLatestTypes',
  'listOutcomes',
  'template',
  'schema',
  'validate',
]);

/** What the resources hold, by a part of their address. */
const KINDS: Readonly<Record<string, string>> = {
  trees: 'journey',
  nodes: 'node',
  SocialIdentityProviders: 'provider',
  saml2: 'samlEntity',
  circlesoftrust: 'circleOfTrust',
  scripts: 'script',
  libraries: 'script',
  realms: 'realm',
  emailTemplate: 'emailTemplate',
  themerealm: 'themes',
};

/** Answers a request to a configuration resource; one that may change something is recorded. */
export function recordedConfig(config: ConfigRequest, resource: readonly string[], route: ConfigRoute): Promise<HttpAnswer> {
  if (!isChange(config)) return route(config);
  const { method, path, realm } = config;
  const brought = namesIn(config.body);
  return recordAct(
    config.http.audit,
    {
      realm,
      action: actionOf(config, resource),
      target: { kind: kindOf(resource), ...(path.length === 0 ? {} : { id: path.join('/').slice(0, 256) }) },
      brought,
      ...(method === 'POST'
        ? {}
        : { show: async () => shown(await route({ ...config, method: 'GET', query: new URLSearchParams(), body: '' })) }),
    },
    (tell) =>
      route({
        ...config,
        audit: (...facts) => {
          config.audit(...facts);
          tell(...facts);
        },
      }),
  );
}

/**
 * Notes that somebody who is known asked to change something, and may not.
 * @param realm one that there is
 */
export function noteRefusal(request: AmRequest, realm: string, audit: AuditPort | undefined): TellRefused {
  return (actor, { code: reason }) => {
    if (!isChange(request)) return;
    const target = { kind: kindOf(request.resource) };
    const facts = { action: actionOf(request, request.resource) };
    audit?.note({ event: 'configuration.refused', realm, result: 'refused', reason, actor, target, facts });
  };
}

function isChange({ method, query }: Pick<ConfigRequest, 'method' | 'query'>): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  return method !== 'POST' || !ASKING.has(query.get('_action') ?? '');
}

function kindOf(resource: readonly string[]): string {
  const part = resource.findLast((one) => Object.hasOwn(KINDS, one));
  return part === undefined ? (resource[0] ?? 'resource') : (KINDS[part] ?? part);
}

/** What somebody does is called by what they may do here, whatever they send for an action. */
function actionOf({ method, query }: Pick<ConfigRequest, 'method' | 'query'>, resource: readonly string[]): string {
  const verbs: Readonly<Record<string, string>> = { PUT: 'written', DELETE: 'removed', PATCH: 'changed', POST: 'asked' };
  const action = query.get('_action');
  const known = action === 'create' || action === 'clone' ? `${action}d` : undefined;
  return `${kindOf(resource)}.${known ?? verbs[method] ?? 'asked'}`;
}

function shown(answer: HttpAnswer): unknown {
  return answer.status === 200 ? answer.body : undefined;
}
