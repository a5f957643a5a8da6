import { type AsvsChapter, doesNotApply, met } from '../asvs-answer.ts';

export const OAUTH: AsvsChapter = {
  '10.1.1': met(
    'Tokens go only to what needs them.',
    'What a provider gives Waygate stays sealed in the run; a code goes to the registered address and the tokens to whoever proves to be its client. Our own pages hold no token.',
    ['packages/integrations/src/federation', 'packages/oidc/src'],
    {
      'nodes/social-provider-handler/node.test.ts': ['leads the browser to the provider, and keeps for itself what the answer must fit'],
      'packages/oidc/test/refusals.test.ts': ['is worth nothing with %s', 'stands nowhere in the log'],
    },
  ),
  '10.1.2': met(
    'As a client, Waygate believes an answer only of the sign-on that asked for it.',
    'State, nonce and challenge are random, of one sign-on, and sealed in its run, which belongs to one browser.',
    ['packages/integrations/src/federation', 'docs/providers.md'],
    {
      'packages/oidc/test/sign-on-elsewhere.test.ts': [
        'an answer to another sign-on, one without a state, one of another server, and one that came twice',
      ],
      'packages/integrations/test/federation-service.test.ts': [
        'goes to the provider with a state, a nonce and a challenge of its own each time',
        'the code of somebody else, brought with a state of one’s own: its challenge is not ours',
      ],
    },
  ),
  '10.2.1': met(
    'As a client, Waygate keeps others from bringing it codes (CSRF).',
    'By state and PKCE (S256).',
    ['packages/integrations/src/federation'],
    {
      'packages/integrations/test/federation-service.test.ts': [
        'goes to the provider with a state, a nonce and a challenge of its own each time',
      ],
      'packages/oidc/test/sign-on-elsewhere.test.ts': [
        'an answer to another sign-on, one without a state, one of another server, and one that came twice',
      ],
    },
  ),
  '10.2.2': met(
    'As a client of several servers, Waygate takes no answer of one for another’s (mix-up).',
    'Each provider has an address of its own to come back to, and `iss` is checked where the provider says it.',
    ['packages/integrations/src/federation', 'docs/providers.md'],
    {
      'packages/integrations/test/federation-service.test.ts': ['an answer without a name of a server that always says its name'],
      'packages/oidc/test/sign-on-elsewhere.test.ts': [
        'an answer to another sign-on, one without a state, one of another server, and one that came twice',
      ],
    },
  ),
  '10.3.1': met(
    'As a resource server, Waygate takes only tokens that are for it.',
    'Tokens for its APIs are random, of kinds of their own, and looked up in its store.',
    ['packages/oidc/src/admin-access', 'packages/oidc/src/api-access'],
    {
      'packages/oidc/test/api-tokens.test.ts': ['a token of one kind is worth nothing where another is asked for'],
      'packages/oidc/test/administrators.test.ts': [
        'by a token of another client, whatever its scopes are called',
        'by a client of the same name that somebody makes',
      ],
    },
  ),
  '10.3.2': met(
    'What a token allows follows from its scopes and subject.',
    'Each endpoint names its scope; an administrator’s token is worth what the administrator may do at that moment.',
    ['packages/http/src/offline-api/operations.ts', 'packages/oidc/src/admin-access'],
    {
      'apps/server/test/offline-api/every-endpoint.test.ts': ['needs a scope that is for it, and refuses every other'],
      'packages/oidc/test/administrators.test.ts': [
        'reaches what its scopes are for, and nothing else',
        'when the right is taken away, at once, and so does a code',
      ],
      'packages/http/test/devices.test.ts': ['comes with an access token of the scope %s: %i'],
    },
  ),
  '10.3.3': met(
    'Whom a token is about follows from claims that no other person can get.',
    'From the id of the account or client that the token was made for; a person who takes the name of another gets nothing.',
    ['packages/oidc/src/admin-access/admin-access.ts', 'packages/oidc/src/api-access'],
    {
      'packages/oidc/test/administrators.test.ts': [
        'by somebody of another realm who has the value in an attribute',
        'when the administrator is switched off, or signs off',
      ],
      'packages/oidc/test/tokens.test.ts': [
        'stop when their client is switched off or removed, and are not those of another client of its id',
      ],
    },
  ),
  '10.3.4': doesNotApply(
    'Where a strength or a recent sign-on is asked for, the token must show it.',
    'No address that takes a token asks for one: what needs a fresh proof takes a session of the owner and no token.',
  ),
  '10.4.1': met(
    'Addresses to return to are compared exactly.',
    'Letter by letter, with those of the client.',
    ['packages/oidc/src/create-provider.ts', 'packages/schema/src/oauth-client.ts'],
    {
      'packages/oidc/test/refusals.test.ts': ['is never answered to an address %s'],
      'packages/oidc/test/admin.test.ts': ['with %s are refused'],
    },
  ),
  '10.4.2': met(
    'A code is good once; a second use takes back what was made of it.',
    'By one compare-and-set, also of many at once.',
    ['packages/oidc/src/adapter/token-adapter.ts'],
    {
      'packages/oidc/test/refusals.test.ts': [
        'is good once, and a replay takes back what was made of it',
        'is good once when it is shown many times at once: at most one gets tokens, and they are taken back',
      ],
    },
  ),
  '10.4.3': met(
    'A code lasts 10 minutes at most.',
    '120 seconds unless the client says otherwise, 600 at most.',
    ['packages/schema/src/oauth-client.ts', 'docs/oauth.md'],
    {
      'packages/oidc/test/admin.test.ts': ['with %s are refused', 'a code of more than ten minutes'],
      'packages/oidc/test/refusals.test.ts': ['is worth nothing with %s'],
    },
  ),
  '10.4.4': met(
    'Clients use only the grants that they need, and none is implicit or by password.',
    'Each client lists its grants; there are three.',
    ['packages/schema/src/oauth-client.ts'],
    {
      'packages/oidc/test/refusals.test.ts': [
        'knows no grant by password, none that is implicit, and none that was not allowed to the client',
        'with %s is refused',
      ],
      'packages/oidc/test/tokens.test.ts': ['are given to nobody whose client may not have them'],
    },
  ),
  '10.4.5': met(
    'Refresh tokens cannot be replayed.',
    'Each is exchanged at each use; shown twice, it ends the family.',
    ['packages/oidc/src/create-provider.ts'],
    {
      'packages/oidc/test/tokens.test.ts': [
        'stop as a family when one is shown twice',
        'stop as a family when one is shown several times at once: one is exchanged, and is worth nothing',
      ],
    },
  ),
  '10.4.6': met(
    'Every code needs PKCE, and `plain` is refused.',
    'Public clients cannot do without, and neither can confidential ones unless their settings say so (`codeVerifierEnforced`), as may be needed for an application that was written for AM; a realm can demand it of all by AM’s setting of the same name. `plain` is refused for all.',
    ['packages/oidc/src/clients/client-desk.ts', 'packages/oidc/src/create-provider.ts', 'docs/oauth.md'],
    {
      'packages/oidc/test/refusals.test.ts': [
        'of a public client without PKCE is refused',
        'of a new confidential client without PKCE is refused, and one with it gets tokens',
        'of a confidential client without PKCE is answered when its settings say so, also after they were changed',
        'of a client that may do without PKCE, where AM’s setting of the realm is %s, comes to %s',
        'with %s is refused',
        'is worth nothing with %s',
      ],
    },
  ),
  '10.4.7': doesNotApply('Clients that register themselves are not trusted.', 'None can: clients are made by administrators.'),
  '10.4.8': met(
    'Refresh tokens end for good.',
    'A token is good for its time from the sign-on, however often it is exchanged.',
    ['packages/oidc/src/create-provider.ts', 'docs/oauth.md'],
    {
      'packages/oidc/test/tokens.test.ts': ['are not given more time by being exchanged'],
    },
  ),
  '10.4.9': met(
    'People can take tokens back on a page.',
    'The account page lists the applications that have tokens of a person or are not asked about again; taking one back ends every code, access token and refresh token of it at once. So does AM’s resource `users/NAME/oauth2/applications`, for the person after a fresh proof and for administrators, and the *People* page of the console. Applications can take tokens back, too (`token/revoke`), and disabling a person or a client does.',
    ['packages/oidc/src/granted', 'packages/http/src/routes/granted-applications.ts', 'docs/oauth.md'],
    {
      'packages/oidc/test/granted.test.ts': [
        'is taken back: the agreement is forgotten, and no token of it is worth anything, whichever of several sign-ons it came of',
        'is taken back of one person and one application alone, and recorded',
      ],
      'packages/http/test/users.test.ts': [
        'lose it only by a fresh proof of whatever the person has',
        'lose what they were given, once; it is noted, and the person is told',
      ],
      'packages/http/test/people.test.ts': [
        'sees which applications use the account of a person, and takes back what one was given; it is noted, and the person is told',
      ],
      'packages/oidc/test/tokens.test.ts': [
        'comes by a revocation: of what is shown, and of all that was given with it',
        'stop when the person is disabled',
      ],
      'e2e/tests/oauth/sample-app.spec.ts': [
        'a person sees on the account page which applications use their account, and takes back what one was given',
      ],
    },
  ),
  '10.4.10': met(
    'Confidential clients prove themselves wherever they ask by themselves.',
    'At the token endpoint, for introspection and revocation, with a secret that the throttle guards.',
    ['packages/oidc/src/create-provider.ts'],
    {
      'packages/oidc/test/refusals.test.ts': ['takes a secret, and neither a name alone nor an assertion that nobody signed'],
      'packages/oidc/test/tokens.test.ts': [
        'get nothing by a wrong secret, another client’s or none, and the secret stands nowhere in the clear',
        'do not learn of tokens that are others’, unless they may',
      ],
    },
  ),
  '10.4.11': met(
    'Clients have the scopes that they need.',
    'Each lists its own; `openid` alone unless more is said; others are refused.',
    ['packages/schema/src/oauth-client.ts'],
    {
      'packages/oidc/test/refusals.test.ts': ['with %s is refused'],
      'packages/oidc/test/service-accounts.test.ts': [
        'is told which scopes it has not, and may ask again with the same assertion for those it has',
      ],
      'apps/server/test/offline-api/tokens.test.ts': [
        'gets no scope that it has not, or that its assertion does not name, and may ask again with the same assertion',
      ],
    },
  ),
  '10.5.1': met(
    'As a client, Waygate takes no ID token twice.',
    'The nonce must be that of the sign-on, and the code is good once.',
    ['packages/integrations/src/federation'],
    {
      'packages/integrations/test/federation-service.test.ts': [
        'a code that was used before',
        'is believed by an ID token for this client with the nonce that it was given',
      ],
    },
  ),
  '10.5.2': met(
    'As a client, Waygate knows people by issuer and subject.',
    'By `ID-SUBJECT`, to the letter.',
    ['packages/integrations/src/federation', 'docs/providers.md'],
    {
      'nodes/social-provider-handler/node.test.ts': ['is found by provider and subject, and proves by the issuer’s word who they are'],
      'packages/oidc/test/sign-on-elsewhere.test.ts': ['is nobody’s twin: the same name and address here make no account theirs'],
    },
  ),
  '10.5.3': met(
    'As a client, Waygate takes no metadata that calls itself by another issuer.',
    'Where the issuer is set, the metadata must call itself so; it is read from the configured address alone, without redirects.',
    ['packages/integrations/src/federation', 'docs/providers.md'],
    {
      'packages/integrations/test/federation-service.test.ts': [
        'is told to whoever runs the server',
        'is not followed to an address inside, whether named or led to',
      ],
      'packages/integrations/test/health-probe.test.ts': ['is not when %s answers'],
    },
  ),
  '10.5.4': met(
    'As a client, Waygate takes only ID tokens for itself.',
    '`aud` must be its client id.',
    ['packages/integrations/src/federation', 'nodes/oidc-id-token-validator'],
    {
      'packages/integrations/test/federation-service.test.ts': [
        'is believed by an ID token for this client with the nonce that it was given',
        'is believed when the issuer signed it for us not long ago',
      ],
    },
  ),
  '10.5.5': doesNotApply('Back-channel logout cannot be misused.', 'Waygate takes no logout tokens of providers.'),
  '10.6.1': met(
    'The server answers with codes and never with tokens.',
    '`response_type` is `code` alone.',
    ['packages/oidc/src/create-provider.ts'],
    {
      'packages/oidc/test/refusals.test.ts': ['with %s is refused'],
      'packages/oidc/test/discovery.test.ts': ['names what there is, and nothing that is refused'],
    },
  ),
  '10.6.2': met(
    'Nobody can sign others off by a request.',
    'The end of a session needs an ID token of it; a return address must be registered.',
    ['packages/oidc/src/end-session.ts'],
    {
      'packages/oidc/test/tokens.test.ts': [
        'comes by a sign-out with the ID token alone: the session is over, and what was made in it',
        'leads where the client may lead, with the state, and nowhere else',
      ],
    },
  ),
  '10.7.1': met(
    'People agree to what an application gets.',
    'They are asked on a page of ours and the answer is remembered for that application and those scopes; where an address could be taken over by another application they are asked each time. An operator can waive it for applications of their own house.',
    ['packages/oidc/src/authorize', 'docs/oauth.md'],
    {
      'packages/oidc/test/consent.test.ts': [
        'is asked for by a page that says who wants what, and remembered',
        'for an address that others could take over is asked for each time',
        'cannot be given by another site, another browser or another person',
      ],
    },
  ),
  '10.7.2': met(
    'The page says who gets what and for how long.',
    'It says which application, which data, for how long access lasts and whether it ends with the sign-on, for how long the answer is kept, and where it is taken back.',
    ['apps/login/src/consent', 'packages/oidc/src/authorize/answer-consent.ts'],
    {
      'packages/oidc/test/consent.test.ts': [
        'is asked for by a page that says who wants what, and remembered',
        'is asked for by a page that says for how long: what the client’s tokens last, and whether the answer is kept',
      ],
      'e2e/tests/oauth/sample-app.spec.ts': ['a person is asked whether they agree, can say no, and can change their mind'],
    },
  ),
  '10.7.3': met(
    'People can look at their agreements and take them back.',
    'On the account page, with the tokens that came of them; an agreement is one of a person and a client, and not of whoever has the name or the id later.',
    ['packages/oidc/src/granted', 'apps/login/src/account/application-list.tsx'],
    {
      'packages/oidc/test/granted.test.ts': [
        'is listed: what it is called, which data, since when, when it was used last, and until when',
        'without a question is listed and taken back, too, and so is an agreement without a token',
        'counts for nobody who has the name later, and for no client that has the id later',
      ],
      'e2e/tests/oauth/sample-app.spec.ts': [
        'a person sees on the account page which applications use their account, and takes back what one was given',
      ],
    },
  ),
};
