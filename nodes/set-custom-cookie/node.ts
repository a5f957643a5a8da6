import { defineNode, flagField } from '@waygate/node-kit';
import { z } from 'zod';
import { cookieName } from '../cookie/cookie-name.ts';
import { SAME_SITE, sameSiteField } from '../cookie/same-site.ts';

/** What browsers keep at most, 400 days in seconds. */
const LONGEST = 400 * 86_400;

export default defineNode({
  type: 'SetCustomCookieNode',
  displayName: 'Set Custom Cookie',
  category: 'contextual',
  tags: ['contextual'],
  icon: 'cookie',
  summary: 'Gives the client a cookie of the author.',
  config: z.object({
    name: cookieName.meta({ title: 'Custom cookie name', help: 'Name of the cookie.' }),
    value: z
      .string()
      .max(2_048)
      // RFC 6265: what a cookie can carry as it stands.
      .regex(/^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+$/, 'A cookie value has no spaces, quotes, commas, semicolons and backslashes.')
      .meta({ title: 'Custom cookie value', help: 'What the cookie says, the same for everybody. Never a secret.' }),
    maxAge: z
      .int()
      .min(0)
      .max(LONGEST)
      .optional()
      .meta({ title: 'Maximum age', help: 'How long the browser keeps it; without a number until it is closed.', unit: 'seconds' }),
    domain: z
      .union(
        [
          z.literal(''),
          z
            .string()
            .max(253)
            .regex(/^\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/),
        ],
        { error: 'A domain is a name such as example.com.' },
      )
      .optional()
      .meta({ title: 'Custom cookie domain', help: 'Domain whose hosts get the cookie; this host alone when there is none.' }),
    path: z
      .union(
        [
          z.literal(''),
          z
            .string()
            .max(1_024)
            .regex(/^\/[\x21-\x3a\x3c-\x7e]*$/),
        ],
        { error: 'A path begins with a slash.' },
      )
      .optional()
      .meta({ title: 'Custom cookie path', help: 'Addresses that get the cookie begin with it; all of the host when there is none.' }),
    useSecureCookie: flagField('Use secure cookie', 'The cookie is sent over https alone.'),
    useHttpOnlyCookie: flagField('Use HTTP only cookie', 'No script of a page can read the cookie.'),
    sameSite: sameSiteField(),
  }),
  outcomes: { outcome: 'Outcome' },
  run: ({ config, goTo }) => {
    const { name, value, maxAge, domain = '', path = '' } = config;
    const cookie = {
      name,
      value,
      ...(maxAge === undefined ? {} : { maxAge }),
      ...(domain === '' ? {} : { domain }),
      ...(path === '' ? {} : { path }),
      // Browsers refuse a cookie that goes everywhere without it.
      secure: config.useSecureCookie || config.sameSite === 'NONE',
      httpOnly: config.useHttpOnlyCookie,
      sameSite: SAME_SITE[config.sameSite],
    };
    return goTo('outcome', { cookies: [cookie] });
  },
});
