import { type AsvsChapter, met, metUntested } from '../asvs-answer.ts';

export const FRONTEND: AsvsChapter = {
  '3.2.1': met(
    'A browser that opens an answer by itself does not draw it as something else.',
    'Answers that are no pages of ours have a policy that loads and runs nothing (`default-src none`), `nosniff`, a type of their own and no frame; there are no uploads.',
    ['packages/http/src/front/api-headers.ts', 'packages/http/src/pages/security-headers.ts'],
    {
      'apps/server/test/hardening/security-headers.test.ts': [
        'every answer of every endpoint has the security headers, whatever the method and whoever asks',
        'no policy allows anything inline, and what may be framed is framed by our own pages alone',
      ],
    },
  ),
  '3.2.2': met(
    'Text is drawn as text.',
    'Preact and React draw texts as text nodes; the product sets no innerHTML.',
    ['apps/login/src/sign-on/rich-text.tsx', 'apps/editor/src'],
    {
      'e2e/tests/login/injection.spec.ts': [
        'what an author writes is shown and never run',
        'what a phone calls itself is shown and never run',
        'a message of failure and an address with markup in them are shown as text',
      ],
      'e2e/tests/editor/canvas-view.spec.ts': ['a note is written, moved, made larger, copied and thrown away, and markup in it is text'],
      'e2e/tests/editor/journeys.spec.ts': ['a name that is HTML is a name'],
    },
  ),
  '3.3.1': met(
    'Cookies go over https alone, under a name that begins with `__Host-` or `__Secure-`.',
    'Over https every cookie of the server has the prefix: those of sessions, of guarded applications, of authorization requests, of a page that is left for another server (`reentry`), and persistent ones, whatever name their author wrote. AM’s `amlbcookie` is not set. A cookie that an author makes for programs of their own (Set Custom Cookie) is called what they call it.',
    ['packages/http/src/request/cookies.ts', 'packages/oidc/src/cookies.ts', 'nodes/persistent-cookie', 'nodes/set-custom-cookie'],
    {
      'apps/server/test/hardening/cross-site.test.ts': [
        'go over https alone, are kept from scripts and from other sites, and the session is bound to this host',
      ],
      'e2e/tests/api/sessions.spec.ts': ['over https the cookie has the prefix that no sub-domain can set'],
      'packages/http/test/authenticate.test.ts': [
        'of success on https binds the cookie to the host',
        'of a step that leads away from %s has a cookie by which a page notices that it is led back to: %s',
      ],
      'packages/integrations/test/persistent-cookies.test.ts': [
        'has a name over https that no neighbouring domain can plant, and its own where browsers would not take that',
      ],
    },
  ),
  '3.3.2': met(
    'SameSite of each cookie fits what it is for.',
    'The session cookie is Lax, because people come from the pages of applications; changes by cookie need a header of ours besides. None is sent for other sites unless its author chose that for a cookie of their own, over https alone.',
    ['packages/http/src/request/cookies.ts', 'nodes/set-persistent-cookie'],
    {
      'apps/server/test/hardening/cross-site.test.ts': [
        'go over https alone, are kept from scripts and from other sites, and the session is bound to this host',
      ],
      'e2e/tests/api/sessions.spec.ts': [
        'a page of another site cannot use the cookie',
        'the session cookie is for this server alone and out of reach of scripts',
      ],
      'nodes/set-persistent-cookie/node.test.ts': ['makes the cookie as the author wants it, and one for all sites never without https'],
      'nodes/set-custom-cookie/node.test.ts': ['makes none for all sites without https'],
    },
  ),
  '3.3.3': met(
    'Cookies for one host have a name that begins with `__Host-`.',
    'All that the server sets, over https. What came under a name without the prefix is not believed: a session or an authorization request never, a persistent cookie only when it was given before there were prefixes, until it ends.',
    ['packages/http/src/request/cookies.ts', 'packages/oidc/src/cookies.ts', 'nodes/persistent-cookie-decision'],
    {
      'apps/server/test/hardening/cross-site.test.ts': [
        'go over https alone, are kept from scripts and from other sites, and the session is bound to this host',
      ],
      'e2e/tests/api/sessions.spec.ts': ['over https the cookie has the prefix that no sub-domain can set'],
      'packages/oidc/test/request-cookies.test.ts': [
        'is bound to this host over https, and has the name of its request',
        'is not believed without the prefix over https, where a neighbouring domain could have planted it',
      ],
      'nodes/persistent-cookie-decision/node.test.ts': [
        'takes the cookie by its name with the prefix, and what has the old name until it ends',
        'takes nothing by the old name that was given under the other, since a neighbouring domain could have planted it',
      ],
    },
  ),
  '3.3.4': met(
    'Cookies that scripts do not need are HttpOnly, and their value comes by Set-Cookie alone.',
    'The session cookie is HttpOnly. Waygate’s own pages ask for it by the cookie alone, and no body that they get has the token. AM’s clients read it in the body (`tokenId`) unless their realm says no: `waygate realms set REALM --token-in-body no` for realms without mobile applications and other programs of that kind.',
    ['packages/http/src/routes/authenticate.ts', 'packages/client/src/journey-client.ts', 'docs/sdks.md'],
    {
      'packages/http/test/authenticate.test.ts': [
        'of success gives the token in the body and in a cookie that scripts cannot read',
        'of success has no token in the body when %s',
      ],
      'apps/login/test/busy-server.test.ts': ['asks for the session by the cookie alone, and a program that says so for the token'],
      'e2e/tests/api/sessions.spec.ts': ['the session cookie is for this server alone and out of reach of scripts'],
    },
  ),
  '3.4.1': met(
    'HSTS on every answer, for a year and more, with sub-domains.',
    'Every answer has it where the public address is https.',
    ['packages/http/src/front/api-headers.ts', 'packages/http/src/pages/security-headers.ts'],
    {
      'apps/server/test/hardening/security-headers.test.ts': [
        'every answer of every endpoint has the security headers, whatever the method and whoever asks',
        'transport security is promised where the public address is https alone',
      ],
    },
  ),
  '3.4.2': met(
    'Other sites may read answers only when they are on a list.',
    'Origins of `WAYGATE_CORS_ORIGINS` are compared whole; nobody is allowed where none is listed, and no answer allows everybody.',
    ['packages/http/src/front/apply-cors.ts', 'docs/configuration.md'],
    {
      'apps/server/test/hardening/cross-site.test.ts': [
        'lets no other origin read anything anywhere, and never everybody',
        'does not take %s for a listed origin',
      ],
      'packages/http/test/cors.test.ts': ['to %s', 'to anybody where no origin is listed', '%s to a listed origin can be read'],
      'packages/oidc/test/refusals.test.ts': ['are for configured origins, before and with the call'],
      'e2e/tests/interop/javascript-sdk.spec.ts': ['an application of an origin that is not listed gets nothing'],
    },
  ),
  '3.4.3': met(
    'A content security policy lets in trusted scripts and nothing else.',
    'Scripts and styles of our own origin, none inline (the editor’s styles by a one-time word), `object-src none`, `base-uri none`.',
    ['packages/http/src/pages/security-headers.ts', 'packages/http/src/front/api-headers.ts'],
    {
      'apps/server/test/hardening/security-headers.test.ts': [
        'no policy allows anything inline, and what may be framed is framed by our own pages alone',
      ],
      'packages/http/test/pages.test.ts': [
        'nothing inline, nothing from elsewhere, no frame',
        'of the editor comes with a new one-time word for its styles each time, and is never kept',
      ],
      'e2e/tests/login/injection.spec.ts': ['script that somebody slips into a page is not run, and these tests would see it'],
    },
  ),
  '3.4.4': met('Every answer is `nosniff`.', 'Every answer of every endpoint.', ['packages/http/src/front/api-headers.ts'], {
    'apps/server/test/hardening/security-headers.test.ts': [
      'every answer of every endpoint has the security headers, whatever the method and whoever asks',
    ],
  }),
  '3.4.5': met('Nothing is told to others by Referer.', '`no-referrer` on every answer.', ['packages/http/src/pages/security-headers.ts'], {
    'apps/server/test/hardening/security-headers.test.ts': [
      'every answer of every endpoint has the security headers, whatever the method and whoever asks',
    ],
  }),
  '3.4.6': met(
    'Nothing may be framed by others (`frame-ancestors`).',
    'Every answer says so; the sign-on page and the authenticator may stand in frames of our own, which with a host of its own for administration are those of the console there.',
    ['packages/http/src/pages/security-headers.ts', 'packages/http/src/front/api-headers.ts'],
    {
      'apps/server/test/hardening/security-headers.test.ts': [
        'no policy allows anything inline, and what may be framed is framed by our own pages alone',
      ],
      'e2e/tests/login/injection.spec.ts': ['pages cannot be framed by others, sniffed or kept'],
      'packages/http/test/pages.test.ts': ['of signing on and of the authenticator may stand in a frame of our own, no other page in any'],
    },
  ),
  '3.5.1': met(
    'Requests that another site can make change nothing (CSRF).',
    'What came by cookie changes something only with `X-Requested-With` or `Accept-API-Version`, which no form can send; what a page of another site sends is refused unless its origin is listed; a sign-on belongs to whoever holds the key of its step.',
    ['packages/http/src/request/current-session.ts', 'packages/http/src/request/cross-site.ts'],
    {
      'apps/server/test/hardening/cross-site.test.ts': [
        'changes nothing anywhere by %s, whoever is signed on',
        'signs nobody on as somebody else: by a session that it knows, by a link of a mail, or by the steps of a sign-on that it began',
      ],
      'packages/http/test/sessions.test.ts': [
        '%s with only the cookie is 403',
        'naming the token of the cookie in the address does not help',
      ],
      'packages/http/test/admin.test.ts': ['takes %s %s from its own pages alone, and from nobody who does not administer'],
      'packages/http/test/devices.test.ts': ['%s of another site is refused'],
      'packages/oidc/test/consent.test.ts': ['cannot be given by another site, another browser or another person'],
      'e2e/tests/api/sessions.spec.ts': ['a page of another site cannot use the cookie'],
    },
  ),
  '3.5.2': met(
    'What preflights protect cannot be called without one.',
    'The same headers are demanded, which make every browser ask first; bodies are JSON and must say so.',
    ['packages/http/src/request/current-session.ts', 'packages/http/src/request/parse-json.ts'],
    {
      'apps/server/test/hardening/cross-site.test.ts': ['changes nothing anywhere by %s, whoever is signed on'],
      'packages/http/test/sessions.test.ts': ['%s with only the cookie is 403', '%s shows that it is meant'],
      'packages/http/test/authenticate.test.ts': ['a body of %s is 415'],
      'e2e/tests/api/bad-callbacks.spec.ts': ['a body that is not said to be JSON is refused'],
    },
  ),
  '3.5.3': met(
    'GET and HEAD change nothing.',
    'Changes are POST, PUT, PATCH and DELETE. A link of a mail is used up by the script of its page and not by being fetched. An authorization request is a GET by its standard, needs the session and leads to registered addresses alone.',
    ['packages/http/src/admin/admin-router.ts', 'packages/http/src/routes', 'docs/mail.md'],
    {
      'e2e/tests/api/bad-callbacks.spec.ts': ['only POST authenticates'],
      'packages/http/test/authenticate.test.ts': ['%s is 405'],
      'apps/server/test/offline-api/every-endpoint.test.ts': ['has its methods, and no address beside it is anything'],
      'packages/scenarios/test/mail-links.test.ts': ['leads on once, from any browser, by what phones send: the id alone'],
    },
  ),
  '3.5.4': met(
    'Different applications stand on different hosts.',
    'With `WAYGATE_ADMIN_URL` the console, the administration APIs and the root realm stand on a host of their own, and are nowhere else; sessions, cookies, passkeys and listed origins are apart. Without it they share the origin of the sign-on pages, each with the same policy and without any script from elsewhere. Applications that Waygate guards have hosts of their own in either case.',
    ['docs/operations.md', 'packages/http/src/faces/address-families.ts'],
    {
      'apps/server/test/hardening/two-hosts.test.ts': [
        'of the realm %s are each at their host, and at the other one as if they were not there, whoever asks',
        'are not got round by %s: %s',
        'are told apart by the host alone, in any spelling, and whatever host is not that of administration is the people’s',
        'count at the host where they were made alone, however their token comes',
        'of the people’s host change nothing at that of administration, nor the other way round',
      ],
      'packages/http/test/two-hosts.test.ts': ['the page %s is at its host alone'],
      'apps/server/test/nginx-applications.test.ts': ['shares its session with no other application'],
    },
  ),
  '3.5.5': metUntested(
    'Messages of other windows are believed only from trusted origins and in the known form.',
    'The one listener, of the preview in the editor, takes one constant text from the origin that the sign-on page has, and from its own frame.',
    ['apps/editor/src/preview/draft-preview.tsx'],
    'The preview’s tests show that the message is taken from its own page; that others are not taken is seen in the one condition, since no page of another origin can hold the editor’s frame (3.4.6).',
  ),
  '3.7.1': met(
    'No technology of clients that nobody supports any more.',
    'Pages are HTML, CSS and modules of JavaScript; the policy allows no plugins (`object-src none`).',
    ['apps/login', 'apps/editor', 'apps/authenticator'],
    { 'packages/http/test/pages.test.ts': ['nothing inline, nothing from elsewhere, no frame'] },
  ),
  '3.7.2': met(
    'Browsers are led to other hosts only when those are on a list.',
    '`goto` and its like go by the realm’s list, addresses of applications by their clients, letter by letter, the way back to a guarded application by its origin; addresses of providers are set by administrators.',
    ['packages/http/src/request/redirect-validator.ts', 'packages/continuity/src/access'],
    {
      'packages/http/test/redirect-validator.test.ts': [
        'Property: a browser that is led stays where it was allowed to go',
        'Property: an absolute address that is allowed is of an allowed origin',
      ],
      'e2e/tests/api/sessions.spec.ts': ['goto and gotoOnFail lead nowhere but where they may'],
      'apps/server/test/hardening/open-redirects.test.ts': [
        'by goto of a sign-on, whose end is what the page follows',
        'by redirect_uri of an authorization request: only what is registered, letter by letter',
        'by post_logout_redirect_uri, without a token of the issuer or with one',
      ],
      'packages/oidc/test/refusals.test.ts': ['is never answered to an address %s'],
      'apps/server/test/nginx-applications.test.ts': ['leads nobody out of the application, however the address is written'],
    },
  ),
};
