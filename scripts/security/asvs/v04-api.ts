import { type AsvsChapter, doesNotApply, forOperator, met } from '../asvs-answer.ts';

const NO_GRAPHQL = 'There is no GraphQL here.';
const NO_WEBSOCKET =
  'Waygate opens no WebSocket; pushes reach web authenticators by a stream of events over HTTP. Those of guarded applications pass the proxy before them.';

export const API: AsvsChapter = {
  '4.1.1': met(
    'Answers say what they are, with their character set.',
    'JSON and pages are sent with type and `charset=utf-8`; assets by a fixed list of types, and a file of another kind is not sent.',
    ['packages/http/src/front/front.ts', 'packages/http/src/pages/serve-folder.ts'],
    {
      'packages/http/test/strictness.test.ts': ['a refusal of %s'],
      'packages/http/test/pages.test.ts': ['%s is the login app', 'is a page to a browser and a document to a program', '%s is 404'],
      'packages/http/test/authenticate.test.ts': ['of a step has authId and callbacks, and no member that is not set'],
    },
  ),
  '4.1.2': forOperator(
    'Only pages lead from http to https; programs are refused in clear.',
    'Waygate listens behind a proxy that ends TLS and never leads from http to https itself. Have the proxy lead `/`, `/account`, `/sign-on`, `/admin` and `/authenticator/` over, and close port 80 for `/am`, `/api`, `/openidm` and `/forward-auth`. The nginx that is shipped leads everything over, since its port is for browsers.',
    ['docs/security-design.md', 'docs/deploy.md'],
  ),
  '4.1.3': met(
    'Headers that proxies set cannot be set by clients.',
    'Forwarding headers count only as far back as every hop is listed (`WAYGATE_TRUSTED_PROXIES`); the configuration of nginx that Waygate makes overwrites every header that tells an application who is signed on.',
    ['packages/http/src/request/client-ip.ts', 'apps/server/src/nginx-server.ts'],
    {
      'packages/http/test/client-ip.test.ts': [
        'believes no forwarding header of a client that is no proxy',
        'believes nobody when no proxy is listed',
      ],
      'apps/server/test/nginx-applications.test.ts': [
        'never sees what a client says of itself, nor its cookie of the session, whatever else comes through',
      ],
      'apps/server/test/nginx-server.test.ts': ['overwrites every header that is mapped, and the signed one, and asks where its realm is'],
      'apps/server/test/forward-auth.test.ts': ['believes nobody but trusted proxies for whom they ask'],
    },
  ),
  '4.2.1': met(
    'Where a request ends is told by one rule (request smuggling).',
    'HTTP/1.1 is read by Node’s strict parser, which refuses a length beside chunks; bodies are measured as they come and cut off; a request without a sound form ends its connection.',
    ['packages/http/src/create-http-server.ts', 'packages/http/src/request/read-body.ts'],
    {
      'apps/server/test/hardening/smuggled-requests.test.ts': ['no request is hidden in another: %s'],
      'packages/http/test/authenticate.test.ts': [
        '%s is refused by the server',
        'a body that does not say its size is measured too',
        'a body that breaks off does nothing, and the next request is answered',
      ],
    },
  ),
  '4.3.1': doesNotApply('Costly GraphQL queries are limited.', NO_GRAPHQL),
  '4.3.2': doesNotApply('GraphQL does not describe itself in production.', NO_GRAPHQL),
  '4.4.1': doesNotApply('WebSockets go over TLS.', NO_WEBSOCKET),
  '4.4.2': doesNotApply('The origin of a WebSocket is checked.', NO_WEBSOCKET),
  '4.4.3': doesNotApply('Tokens of WebSockets keep the rules of sessions.', NO_WEBSOCKET),
  '4.4.4': doesNotApply('Tokens of WebSockets come from the session.', NO_WEBSOCKET),
};
