import type { SignOnSessions } from '@waygate/engine';
import type { TryWatch } from '@waygate/http';
import type { AttemptService } from '@waygate/integrations';
import type { PushService } from '@waygate/mfa';
import type { ServerMetrics } from './server-metrics.ts';

/** The throttle, with what it refuses counted. @param tries is told of every try, and of what became of it */
export function measuredAttempts(attempts: AttemptService, metrics: ServerMetrics | undefined, tries?: TryWatch): AttemptService {
  return {
    ...attempts,
    succeeded: async (target, key) => {
      await attempts.succeeded(target, key);
      tries?.settled(key);
    },
    undecided: async (target, key) => {
      await attempts.undecided(target, key);
      tries?.settled(key);
    },
    begin: async (target, key, facts) => {
      tries?.begun(key);
      const permit = await attempts.begin(target, key, facts);
      if (!permit.allowed) metrics?.throttled(target.authenticator, permit.reason);
      return permit;
    },
  };
}

/** Push, with what is sent and what comes of it counted. */
export function measuredPush(push: PushService, metrics: ServerMetrics | undefined): PushService {
  return {
    ...push,
    send: async (request) => {
      const result = await push.send(request);
      metrics?.pushSent(result.status);
      return result;
    },
    answerTo: async (asked) => {
      const result = await push.answerTo(asked);
      if (result.status !== 'waiting') metrics?.pushSettled(result.status);
      return result;
    },
    answer: async (realm, action, body, clientIp) => {
      try {
        const reply = await push.answer(realm, action, body, clientIp);
        metrics?.pushAnswered(action, 'taken');
        return reply;
      } catch (error) {
        metrics?.pushAnswered(action, 'refused');
        throw error;
      }
    },
  };
}

/** Sign-on sessions, with those that are ended counted. */
export function measuredSignOns(sessions: SignOnSessions, metrics: ServerMetrics): SignOnSessions {
  return {
    create: (...made) => sessions.create(...made),
    find: (id, now) => sessions.find(id, now),
    touch: (id, now) => sessions.touch(id, now),
    noteRemoved: (id, devices, now) => sessions.noteRemoved(id, devices, now),
    listByUser: (realm, userId, now) => sessions.listByUser(realm, userId, now),
    end: async (id, how) => {
      const ended = await sessions.end(id, how);
      if (ended) metrics.sessionEnded(how);
      return ended;
    },
  };
}
