import type { PushAction } from '@waygate/mfa';
import { WaygateError } from '@waygate/schema';
import type { HttpAnswer } from '../http-answer.ts';
import type { HttpDeps } from '../http-deps.ts';
import type { AmRequest } from '../request/am-request.ts';
import { parseJson } from '../request/parse-json.ts';

const ACTIONS: ReadonlySet<string> = new Set<PushAction>(['register', 'authenticate', 'refresh']);

/**
 * `POST …/push/sns/message?_action=…`, where phones answer. The signature is the authentication. The body is an object always, because iOS takes anything else
 * for a failure.
 */
export async function pushMessage(request: AmRequest, deps: HttpDeps): Promise<HttpAnswer> {
  if (request.method !== 'POST') throw new WaygateError('input', 'request.method', 'Answer a push with POST.');
  deps.limits?.take('pushes', request.caller);
  const action = request.query.get('_action') ?? '';
  if (!ACTIONS.has(action)) throw new WaygateError('input', 'push.unknown_action', 'The action must be register, authenticate or refresh.');
  const body = await deps.push.answer(
    request.realm,
    action as PushAction,
    parseJson(request.body, request.headers['content-type']),
    request.facts.clientIp,
  );
  return { status: 200, body: { ...body }, headers: { 'Cache-Control': 'no-store' } };
}
