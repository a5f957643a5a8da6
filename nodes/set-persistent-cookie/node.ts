import { defineNode } from '@waygate/node-kit';
import { z } from 'zod';
import { issueCookie } from '../persistent-cookie/issue-cookie.ts';
import { hoursField, persistentCookieFields } from '../persistent-cookie/persistent-cookie-fields.ts';

const HOUR_MS = 3_600_000;

export default defineNode({
  type: 'SetPersistentCookieNode',
  displayName: 'Set Persistent Cookie',
  category: 'contextual',
  tags: ['contextual'],
  icon: 'cookie',
  summary: 'Leaves a cookie with which the person can sign on again.',
  config: z.object({
    idleTimeout: hoursField('Idle timeout', 'The cookie is refused when nobody has signed on with it for so long.'),
    maxLife: hoursField('Max life', 'The cookie is refused after this time, however often it was used.'),
    ...persistentCookieFields,
  }),
  outcomes: { outcome: 'Outcome' },
  run: ({ config, goTo }) => goTo('outcome', { sessionProperties: { persistentCookieName: config.persistentCookieName } }),
  onSuccess: ({ config, realm, journey, subject, authLevel, request, now, ports }) => [
    issueCookie(
      {
        userId: subject.id,
        username: subject.username,
        realm,
        service: journey,
        authLevel,
        ...(request.clientIp === undefined ? {} : { clientIp: request.clientIp }),
        issuedAt: now,
        idleUntil: now + config.idleTimeout * HOUR_MS,
        expiresAt: now + config.maxLife * HOUR_MS,
      },
      config,
      ports.persistentCookies,
    ),
  ],
});
