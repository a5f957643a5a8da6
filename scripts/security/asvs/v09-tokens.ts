import { type AsvsChapter, met } from '../asvs-answer.ts';

export const TOKENS: AsvsChapter = {
  '9.1.1': met(
    'Signatures of tokens are checked before anything in them is believed.',
    'The handle of a step, persistent cookies, assertions of programs, answers of phones, ID tokens of providers: all of them, by a comparison that takes the same time.',
    ['packages/http/src/codecs/auth-id.ts', 'packages/oidc/src/assertions/verified-assertion.ts', 'packages/mfa/src/push'],
    {
      'packages/http/test/auth-id.test.ts': ['Property: when any one character is another'],
      'packages/integrations/test/persistent-cookies.test.ts': [
        'is not read with another key, by another installation, or altered in any part',
      ],
      'packages/oidc/test/service-accounts.test.ts': ['when anything is wrong with it, and nobody is told what'],
      'packages/mfa/test/push-answer.test.ts': ['a denial that is not signed: nobody can spoil the sign-on of another'],
    },
  ),
  '9.1.2': met(
    'Each kind of token takes listed algorithms, never `none`.',
    'Handles and cookies HS256; assertions RS256; ID tokens RS256 or ES256; answers of phones HS256. Where both kinds of keys could be meant, the check names one.',
    ['packages/oidc/src/create-provider.ts', 'packages/oidc/src/assertions/verified-assertion.ts'],
    {
      'apps/server/test/offline-api/tokens.test.ts': ['for one without a signature, or that is signed with the public key as a secret'],
      'packages/oidc/test/service-accounts.test.ts': ['without a signature, or with one that was made of the public key'],
      'packages/oidc/test/admin.test.ts': ['with %s are refused'],
      'nodes/oidc-id-token-validator/node.test.ts': ['is broken rather than take a key that others may know: %s %s'],
    },
  ),
  '9.1.3': met(
    'Keys come from where the issuer was set up, never from the token.',
    'Keys are those that an administrator gave to the client or account, or that the provider’s configured address shows; headers such as `jku` and `jwk` name none.',
    ['packages/oidc/src/assertions/verified-assertion.ts', 'packages/integrations/src/federation'],
    {
      'apps/server/test/offline-api/tokens.test.ts': [
        'is known by its key, and not by the key of another client',
        'for an assertion with which anything is wrong, and nobody is told what',
      ],
      'packages/integrations/test/federation-service.test.ts': ['is not followed to an address inside, whether named or led to'],
      'packages/mfa/test/push-jws.test.ts': ['a JWS has exactly the header that iPhones can pad again'],
    },
  ),
  '9.2.1': met(
    'Tokens count within their time alone.',
    'Expiry and beginning are checked; assertions of programs may be five minutes ahead at most.',
    ['packages/oidc/src/assertions/verified-assertion.ts', 'packages/integrations/src/federation'],
    {
      'apps/server/test/offline-api/tokens.test.ts': ['for an assertion with which anything is wrong, and nobody is told what'],
      'nodes/persistent-cookie-decision/node.test.ts': ['from the moment on that it was idle for too long, or its life is over'],
      'packages/integrations/test/federation-service.test.ts': ['is believed when the issuer signed it for us not long ago'],
    },
  ),
  '9.2.2': met(
    'A token is taken only for what it was made for.',
    'Tokens of programs, of administrators and of applications are of different kinds, each looked up in its own place; an ID token is no access token; tickets and cookies carry their purpose in what seals them.',
    ['packages/oidc/src/adapter/token-adapter.ts', 'packages/oidc/src/api-access/api-tokens.ts', 'packages/integrations/src/sealing'],
    {
      'packages/oidc/test/api-tokens.test.ts': ['a token of one kind is worth nothing where another is asked for'],
      'packages/integrations/test/sealer.test.ts': ['opens nowhere else', 'differ for each purpose and each key, and stay the same'],
      'packages/oidc/test/administrators.test.ts': ['by what is no token, though a good cookie comes with it'],
    },
  ),
  '9.2.3': met(
    'A token is taken only by whom it is for.',
    '`aud` of assertions must be this server, `aud` of ID tokens this client; codes of guarded applications are for one of them.',
    ['packages/oidc/src/assertions/verified-assertion.ts', 'packages/continuity/src/access'],
    {
      'apps/server/test/offline-api/tokens.test.ts': [
        'may name the token endpoint as audience, say its id in the form, and ask by the claim "scope"',
      ],
      'packages/oidc/test/service-accounts.test.ts': ['in another realm', 'when anything is wrong with it, and nobody is told what'],
      'apps/server/test/nginx-applications.test.ts': ['takes a code once, in the browser that asked, at the application that it is for'],
    },
  ),
  '9.2.4': met(
    'Tokens that one key signs for several say for whom each is.',
    'ID tokens name their client, signed access tokens the client that they were made for, statements to guarded applications their origin. Clients are registered by administrators alone, and an audience that a request names is refused.',
    ['packages/oidc/src/create-provider.ts', 'packages/continuity/src/access', 'docs/applications.md'],
    {
      'packages/oidc/test/refusals.test.ts': ['with %s is refused'],
      'packages/oidc/test/tokens.test.ts': ['get signed ones when that is configured'],
      'apps/server/test/nginx-applications.test.ts': ['can check by the signature of the realm who asks'],
    },
  ),
};
