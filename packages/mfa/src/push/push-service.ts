import type { PushPort } from '@waygate/node-kit';
import type { OfflineEnrolment } from '../offline/offline-key.ts';
import { answerAuthentication, answerRegistration } from './answer-push.ts';
import { answerRefresh } from './answer-refresh.ts';
import { answerToPush } from './answer-to-push.ts';
import type { PushAction } from './push-endpoint.ts';
import type { PushServiceDeps } from './push-service-deps.ts';
import { pushStatus } from './push-status.ts';
import { registerPush } from './register-push.ts';
import { pushThrottleKey, sendPush } from './send-push.ts';

/** Push as nodes use it, and the endpoint that phones answer to. */
export interface PushService extends PushPort {
  /**
   * Takes what a phone posted. Resolves when the answer was taken; a phone gets what it resolves to with status 200 then: an empty object, unless the phone asked for more.
   * @param clientIp address of the phone, as far as trusted proxies tell
   * @throws WaygateError `push.refused` (input) for anything unknown, over, forged, replayed or malformed; `push.not_configured` (notFound)
   */
  answer(realm: string, action: PushAction, body: unknown, clientIp?: string): Promise<PushReply>;
}

/** Body of the answer to a phone. `offline` is for phones that gave a key to show codes without a network; others do not look at it. */
export interface PushReply {
  readonly offline?: OfflineEnrolment;
}

export function createPushService(deps: PushServiceDeps): PushService {
  return {
    register: (request) => registerPush(request, deps),
    send: (request) => sendPush(request, deps),
    status: (realm, messageId, runId) => pushStatus(realm, messageId, runId, deps),
    answerTo: (push) => answerToPush(push, deps),
    unapproved: async (realm, { id }) => {
      const { pushWindowSeconds } = await deps.settings(realm);
      return deps.throttle.taken(pushThrottleKey(realm, id), pushWindowSeconds * 1000, deps.now());
    },
    answer: async (realm, action, body, clientIp) => {
      if (action === 'refresh') {
        await answerRefresh(realm, body, deps);
        return {};
      }
      const offline = await (action === 'register' ? answerRegistration : answerAuthentication)(realm, body, deps, clientIp);
      return offline === undefined ? {} : { offline };
    },
  };
}
