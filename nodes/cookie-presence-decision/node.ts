import { defineNode, hostCookieName, requestCookie } from '@waygate/node-kit';
import { z } from 'zod';

export default defineNode({
  type: 'CookiePresenceDecisionNode',
  displayName: 'Cookie Presence Decision Node',
  category: 'contextual',
  tags: ['contextual'],
  icon: 'cookie',
  summary: 'Tells whether the client brought a cookie.',
  config: z.object({
    cookieName: z
      .string()
      .max(256)
      .default('')
      .meta({ title: 'Name of cookie', help: 'The cookie to look for. What it holds does not count.' }),
  }),
  outcomes: { true: 'True', false: 'False' },
  run: ({ config, request, goTo }) => {
    // Over https a persistent cookie has a prefix that its author did not write.
    const names = config.cookieName === '' ? [] : [config.cookieName, hostCookieName(config.cookieName)];
    return goTo(names.some((name) => requestCookie(request, name) !== undefined) ? 'true' : 'false');
  },
});
