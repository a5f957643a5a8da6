import { type AsvsChapter, met } from '../asvs-answer.ts';

export const SESSIONS: AsvsChapter = {
  '7.1.1': met(
    'How long sessions may idle and last is written down, with what differs from NIST.',
    'The figures of realms, journeys, administrators and applications, and why.',
    ['docs/security-design.md'],
    {
      'packages/storage/test/contracts/sign-on-sessions.contract.ts': ['end by idling and by age; touching helps against idling only'],
      'packages/engine/test/end-wishes.test.ts': ['lets the session live as long as the later node says, before the journey and the realm'],
    },
  ),
  '7.1.2': met(
    'How many sessions an account may have is written down.',
    'Any number; the owner sees and ends them.',
    ['docs/security-design.md'],
    {
      'packages/http/test/sessions.test.ts': [
        'are listed, newest first, without a token or an id',
        'are ended by handle; what is not one is told apart',
      ],
    },
  ),
  '7.1.3': met(
    'Whatever makes sessions is written down with how they end together.',
    'Sign-on sessions, those of guarded applications, tokens of applications, offline sessions: what ends which.',
    ['docs/security-design.md', 'docs/oauth.md', 'docs/applications.md', 'docs/offline.md'],
    {
      'packages/oidc/test/tokens.test.ts': ['outlive the session, or stop with it when the client says so, however it ends'],
      'apps/server/test/nginx-applications.test.ts': [
        'is left by signing off there or at the server and when the session is ended by somebody else',
      ],
    },
  ),
  '7.2.1': met(
    'Sessions are checked on the server.',
    'The token is looked up in the store at each request.',
    ['packages/http/src/request/current-session.ts'],
    {
      'packages/http/test/sessions.test.ts': ['%j names none', 'the id of a session is not its token'],
      'e2e/tests/api/sessions.spec.ts': ['nobody is anybody without a session, whatever the body says'],
    },
  ),
  '7.2.2': met(
    'Session tokens are made for each session.',
    'A random token each time; no static key stands for a session.',
    ['packages/engine/src/session-key.ts'],
    {
      'packages/engine/test/engine.test.ts': ['makes a new token every time'],
    },
  ),
  '7.2.3': met(
    'Session tokens are random with 128 bits and more.',
    '192 bits of the platform’s generator, stored as a SHA-256 hash.',
    ['packages/engine/src/session-key.ts'],
    {
      'e2e/tests/api/bad-auth-id.spec.ts': ['every step has an authId of its own, of 128 random bits and more'],
      'packages/engine/test/engine.test.ts': ['makes a new token every time', 'is not stored: only its hash is'],
    },
  ),
  '7.2.4': met(
    'Each authentication makes a new token and ends the one before.',
    'A stronger session takes the place of the old one, under a new token, and only when the same person has succeeded.',
    ['packages/engine/src/finish.ts'],
    {
      'e2e/tests/api/sessions.spec.ts': [
        'every authentication makes a new token, and a cookie that was planted before is worth nothing after',
        'a step-up that is broken off, fails, or ends as somebody else leaves the old session as it was',
      ],
      'packages/http/test/journey.test.ts': ['is done at once with a session, unless forced, and then has a new token'],
    },
  ),
  '7.3.1': met(
    'Sessions end when they are not used.',
    '30 minutes unless the realm, the journey or a node says otherwise.',
    ['packages/storage/src/repositories/sign-on-session-repository.ts', 'docs/security-design.md'],
    {
      'packages/storage/test/contracts/sign-on-sessions.contract.ts': ['end by idling and by age; touching helps against idling only'],
      'apps/server/test/session-webhooks.test.ts': [
        'tells it of sessions that end by themselves: those that are not used, and those that are too old',
      ],
    },
  ),
  '7.3.2': met(
    'Sessions end after a longest time.',
    'Two hours unless the realm, the journey or a node says otherwise.',
    ['packages/storage/src/repositories/sign-on-session-repository.ts', 'docs/security-design.md'],
    {
      'packages/storage/test/contracts/sign-on-sessions.contract.ts': ['end by idling and by age; touching helps against idling only'],
      'packages/http/test/authenticate.test.ts': ['does without a session that is over'],
    },
  ),
  '7.4.1': met(
    'A session that ended cannot be used any more.',
    'It is deleted in the store, written through at once, and every copy looks there; tokens of applications that belong to it are judged when they are used.',
    ['packages/storage/src/repositories/sign-on-session-repository.ts', 'packages/oidc/src/adapter/token-adapter.ts'],
    {
      'packages/storage/test/contracts/sign-on-sessions.contract.ts': ['are ended once, for good', 'stay ended when a touch was under way'],
      'packages/http/test/sessions.test.ts': ['with %s ends the session and its cookie', 'a second time is 401'],
      'packages/oidc/test/tokens.test.ts': ['comes by a sign-out with the ID token alone: the session is over, and what was made in it'],
    },
  ),
  '7.4.2': met(
    'Disabling an account ends its sessions.',
    'Whoever disables somebody ends their sessions, and tokens, persistent cookies, applications and the console look at the account each time.',
    ['apps/cli/src/commands/users.ts', 'packages/integrations/src/identities/identity-service.ts'],
    {
      'apps/cli/test/cli.test.ts': ['are made, listed, disabled, given a password, and never twice'],
      'packages/oidc/test/tokens.test.ts': ['stop when the person is disabled'],
      'apps/server/test/nginx-applications.test.ts': ['is left when the password is reset, and when the account is closed'],
      'nodes/persistent-cookie-decision/node.test.ts': ['to somebody who is not active, or who only has the name of who is gone'],
      'packages/oidc/test/administrators.test.ts': ['when the administrator is switched off, or signs off'],
    },
  ),
  '7.4.3': met(
    'After a factor was changed, other sessions can be ended.',
    'A new password ends all sessions by itself. The page where devices are changed lists the others and ends them.',
    ['apps/login/src/account', 'packages/integrations/src/identities/identity-service.ts'],
    {
      'packages/integrations/test/managed-people.test.ts': ['is signed off everywhere by a new password'],
      'e2e/tests/login/account.spec.ts': ['a person signs out of other browsers'],
    },
  ),
  '7.4.4': met(
    'Pages for people who are signed on show how to sign off.',
    'The account page has a button, the console a menu; a guarded application leads to the address of its own for it.',
    ['apps/login/src/account/account-page.tsx', 'apps/editor/src/app/console-shell.tsx', 'docs/applications.md'],
    {
      'e2e/tests/login/account.spec.ts': ["sign out leads to the realm's default journey, and the session is over"],
      'apps/server/test/nginx-applications.test.ts': [
        'is left by signing off there or at the server and when the session is ended by somebody else',
      ],
    },
  ),
  '7.4.5': met(
    'Administrators can end the sessions of one person and of all.',
    '`waygate sessions end` for a person, a realm or everybody, without disabling anybody or changing a password.',
    ['apps/cli/src/commands/sessions.ts'],
    { 'apps/cli/test/cli.test.ts': ['of a person, or of everybody in a realm, are ended, and nobody else’s'] },
  ),
  '7.5.1': met(
    'Changing what people sign on with, mail and number included, asks for a full sign-on.',
    'Devices ask for a fresh proof at the level that they protect; password, mail, number, name and status change only in a run in which something was proved of the person; mail and number by the second factor where there is one. A first password that must be changed is changed by StepUp and AdminLogin after the second factor where there is one, and by UpdatePassword the old password is enough; forgotten ones go by the mailbox.',
    ['packages/http/src/routes/step-up.ts', 'nodes/patch-object', 'journeys/step-up', 'docs/devices.md'],
    {
      'e2e/tests/api/sessions.spec.ts': ['a phone is removed only by somebody who has just shown the second factor'],
      'packages/http/test/devices.test.ts': [
        'that holds for 15 minutes from the proof, and in no other session: what was removed has shown nothing to whoever found it',
      ],
      'nodes/patch-object/node.test.ts': [
        'is not changed by what is merely remembered: %o',
        'is not changed without it, or the mailbox would stand in for it: %o',
      ],
      'apps/server/test/enrolment-journeys.test.ts': ['is worth a first factor, and none beside one that the person has of any kind: %s'],
      'apps/server/test/administrator-devices.test.ts': [
        'changes a first password by nobody who has not shown the second factor that there is',
      ],
      'apps/server/test/waiting-enrolments.test.ts': ['is not kept beside one that its owner has added while the page waited: %s'],
    },
  ),
  '7.5.2': met(
    'People see their sessions and end any of them, after proving themselves again.',
    'On the account page, and by `logoutByHandle`: other sessions than the one that asks are ended by whoever proved who they are in the last 15 minutes, by anything that they have: a password, a device, a recovery code, a mailbox, a sign-on elsewhere. So whoever has lost a device can do it with what is left. What a browser remembers does not do.',
    ['packages/http/src/routes/any-proof.ts', 'docs/devices.md'],
    {
      'e2e/tests/login/account.spec.ts': [
        'a person signs out of other browsers',
        'other browsers are signed out after a fresh proof, by the device or, for whoever has lost it, by the password',
      ],
      'packages/http/test/sessions.test.ts': [
        'are ended by handle; what is not one is told apart',
        'of others are ended with a fresh proof of what there is: %s',
        'of others are not ended by a proof %s, and one’s own is',
      ],
    },
  ),
  '7.6.1': met(
    'Sessions here and at applications or providers end and ask anew as it is written.',
    '`max_age`, `prompt`, `acr_values` and a client’s own journey are kept; tokens end with the session where the client says so; an offline session ends when the provider is back.',
    ['docs/oauth.md', 'docs/security-design.md', 'packages/oidc/src/authorize'],
    {
      'packages/oidc/test/refusals.test.ts': ['by %s runs the journey, and going back without is no way round'],
      'packages/oidc/test/tokens.test.ts': ['outlive the session, or stop with it when the client says so, however it ends'],
      'apps/server/test/offline-applications.test.ts': [
        'has whoever signed on offline sign on again when the provider is back, and leads them on to where they were',
      ],
    },
  ),
  '7.6.2': met(
    'No session begins without the person doing or agreeing to something.',
    'A sign-on takes an act, and an application with tokens on an https address asks for an agreement once unless its operator waived that. An application behind a proxy asks whoever is signed on already, or was signed on by another provider alone, before each session with it where `askBeforeEntry` is set; without it, which is how it comes, its operator has decided that a sign-on here does for it.',
    ['packages/continuity/src/access/application-gate.ts', 'docs/applications.md'],
    {
      'apps/server/test/nginx-applications.test.ts': [
        'that asks before it is entered does so of whoever is signed on already, each time, and lets in by their yes alone',
        'that asks before it is entered asks whoever came from it, left the sign-on there, and signed on later for something else',
      ],
      'packages/engine/test/engine.test.ts': ['says of a success by %s whether the person did something in this run'],
      'packages/oidc/test/consent.test.ts': [
        'is asked for by a page that says who wants what, and remembered',
        'for an address that others could take over is asked for each time',
      ],
      'packages/oidc/test/refusals.test.ts': ['is refused when the person has not agreed yet'],
    },
  ),
};
