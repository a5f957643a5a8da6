import { type AsvsChapter, doesNotApply, forOperator, met } from '../asvs-answer.ts';

const SHIPPED = { 'packages/scenarios/test/take-shipped-journeys.ts': ['the scenarios take every connection'] };

export const AUTHENTICATION: AsvsChapter = {
  '6.1.1': met(
    'It is written down how guessing is held back, how that is set, and why nobody can be locked out by it.',
    'One throttle for all factors, its defaults, what a lock is and why it is off; and what one address may try in a minute, whomever it tries.',
    ['docs/factors.md', 'docs/operations.md', 'docs/configuration.md'],
    {
      'packages/integrations/test/attempt-service.test.ts': [
        'decide',
        'is off unless the realm wants it',
        'takes nothing of what those may fail who proved something',
      ],
    },
  ),
  '6.1.2': met(
    'Words of the organization that make no password are written down.',
    'They stand in the rule `cannot-be-well-known` of the realm’s password: `waygate` to begin with, and those that a realm sets. How is written down.',
    ['docs/security-design.md', 'packages/schema/src/managed-object/default-user.ts'],
    { 'packages/integrations/test/managed-people.test.ts': ['cannot have one that is little more than a word of its realm'] },
  ),
  '6.1.3': met(
    'All ways of signing on are written down with their strength.',
    'A table of every factor: what it proves, how far it carries, what it is called in tokens. A test holds it to what the product records.',
    ['docs/factors.md', 'docs/providers.md', 'docs/offline.md'],
    {
      'packages/oidc/test/factors-table.test.ts': [
        'has one row of %s, with what applications are told',
        'names no evidence that there is not',
      ],
    },
  ),
  '6.2.1': met(
    'Passwords have 8 characters at least.',
    'The rule of every realm to begin with, counted in letters; a realm can ask for more. A directory has rules of its own.',
    ['packages/schema/src/managed-object/default-user.ts'],
    {
      'nodes/platform-password/node.test.ts': ['asks again for what is too short, without showing it', 'counts letters as people do'],
      'apps/cli/test/cli.test.ts': ['are refused with a short or well-known password, an odd attribute, or when nobody has the name'],
      'packages/integrations/test/managed-people.test.ts': ['keeps every rule of the realm'],
    },
  ),
  '6.2.2': met(
    'People can change their password.',
    'By the journey UpdatePassword, when it must be changed, and when it was forgotten. The account page has no link of its own to it.',
    ['journeys/update-password', 'journeys/forgotten-password', 'docs/mail.md'],
    {
      ...SHIPPED,
      'nodes/identity-store-decision/node.test.ts': ['is changed, and the person goes on'],
      'packages/scenarios/test/mail-links.test.ts': [
        'lets the person choose a password, which ends what anybody had begun with the old one',
      ],
    },
  ),
  '6.2.3': met(
    'A change of the password asks for the present one.',
    'UpdatePassword has it typed before the new one is asked for; Patch Object changes none without a proof of the person in the same run.',
    ['journeys/update-password', 'nodes/patch-object'],
    {
      ...SHIPPED,
      'nodes/patch-object/node.test.ts': [
        'changes on behalf of the person only what people may change of themselves',
        'is not changed by who signs on as somebody else',
      ],
    },
  ),
  '6.2.4': met(
    'New passwords are held against the 3000 most common ones.',
    'Nearly 18 000 of that length, in whatever letter case, whoever sets the password, but for the one that an operator gives the first administrator. A directory that keeps passwords goes by its own rules.',
    ['packages/integrations/src/identities/is-well-known-password.ts', 'packages/integrations/src/identities/check-members.ts'],
    {
      'packages/integrations/test/managed-people.test.ts': [
        'cannot have the password %s, which others try',
        'can have one in which such a word is a small part, and change it to none that others try',
      ],
      'apps/cli/test/cli.test.ts': ['are refused with a short or well-known password, an odd attribute, or when nobody has the name'],
    },
  ),
  '6.2.5': met(
    'No rules of composition.',
    'A password may be anything of that length; AM’s rules of classes of characters are kept only where a realm sets them itself.',
    ['packages/schema/src/managed-object/default-user.ts'],
    {
      'packages/integrations/test/argon2-hasher.test.ts': ['takes the password %j as it is'],
      'nodes/platform-password/node.test.ts': ['says what it checks'],
    },
  ),
  '6.2.6': met(
    'Password fields hide what is typed.',
    'Fields of passwords are of that type, with a button that shows it.',
    ['apps/login/src/sign-on/step-view.tsx', 'packages/ui/src'],
    { 'e2e/tests/login/accessibility.spec.ts': ['every page of a first sign-on can be used by everybody'] },
  ),
  '6.2.7': met(
    'Pasting and password managers are allowed.',
    'Nothing is kept from pasting; fields say what they are (`current-password`, `new-password`, `username`).',
    ['apps/login/src/sign-on/step-view.tsx'],
    {
      'nodes/username-collector/node.test.ts': ['tells browsers what they may fill in'],
      'nodes/platform-username/node.test.ts': ['tells browsers what they may fill in, checked or not (%s)'],
    },
  ),
  '6.2.8': met(
    'Passwords are compared just as they were typed.',
    'Nothing is cut, trimmed or folded.',
    ['packages/integrations/src/hashing/argon2-hasher.ts'],
    {
      'packages/integrations/test/argon2-hasher.test.ts': ['takes the password %j as it is'],
    },
  ),
  '6.2.9': met(
    'Passwords of 64 characters are allowed.',
    'There is no longest one but that of the request; 10 000 characters are tried.',
    ['packages/integrations/src/hashing/argon2-hasher.ts'],
    {
      'packages/integrations/test/argon2-hasher.test.ts': ['takes the password %j as it is'],
    },
  ),
  '6.2.10': met(
    'A password does not run out by itself.',
    '`passwordMaxAgeDays` is 0, for ever, unless a realm sets it.',
    ['docs/configuration.md'],
    { 'packages/integrations/test/managed-people.test.ts': ['tells of a password whether it may still be used'] },
  ),
  '6.2.11': met(
    'Those words are refused in passwords.',
    'A password that is little more than one of them (fewer than eight letters and signs beside it), or that has a name of the person in it, is refused.',
    ['packages/schema/src/managed-object/check-policy.ts'],
    {
      'packages/integrations/test/managed-people.test.ts': [
        'cannot have one that is little more than a word of its realm',
        'cannot have the password %s, which others try',
      ],
      'nodes/platform-password/node.test.ts': [
        'asks again for what has the name of the person in it, as the journey or the realm knows it',
      ],
    },
  ),
  '6.2.12': met(
    'New passwords are held against those that became known elsewhere.',
    'The list is of passwords that were found most often among stolen ones. It is part of the server and asks nobody; what was stolen once and is rare is not in it.',
    ['packages/integrations/src/identities/is-well-known-password.ts', 'docs/security-design.md'],
    { 'packages/integrations/test/managed-people.test.ts': ['cannot have the password %s, which others try'] },
  ),
  '6.3.1': met(
    'Guessing is held back as it is written.',
    'The throttle counts each try before anything is compared, in one document of the person, across paths and processes.',
    ['packages/integrations/src/attempts', 'docs/factors.md'],
    {
      'packages/integrations/test/attempt-service.test.ts': [
        'makes who fails on wait twice as long each time, a quarter of an hour at most',
        'has about a hundred tries at a password in a day',
      ],
      'packages/integrations/test/identity-service.test.ts': ['200 at once are no more than five guesses for %s'],
      'apps/server/test/hardening/address-limits.test.ts': [
        'tries one password on so many people and no more, whoever they are, and who types the right one uses nothing up',
        'does not get past that by trying all at once, and a step that was refused is still good',
      ],
      'nodes/throttled-nodes.test.ts': ['counts its tries: by the throttle, or by a port that does so itself'],
    },
  ),
  '6.3.2': met(
    'There are no accounts that everybody knows.',
    'The first administrator, `amadmin`, has a random password that is printed once, or one that the operator set. A demo user exists only with `WAYGATE_DEMO`, with a random password.',
    ['apps/server/src/first-start.ts'],
    {
      'apps/server/test/run-server.test.ts': [
        "prints what a newcomer needs, and the administrator's password only once",
        "takes the administrator's password from its variable without printing it",
      ],
      'apps/server/test/first-starts.test.ts': [
        'several first starts at once set up one installation, and one of them prints the password of the administrator',
      ],
    },
  ),
  '6.3.3': met(
    'Signing on takes more than one factor.',
    'Administrators of installations by the shipped compose file, Kubernetes example and systemd unit sign on with two (`WAYGATE_ADMIN_SECOND_FACTOR=required`, later `administratorSignOn`): AdminLogin has who has no second factor set up a passkey or a code app, and asks for it; a session without one administers nothing, whatever journey made it. Where nobody says anything it is offered, so that programs that sign on by name and password go on. For everybody else a journey decides; those with a second factor are shipped, and Login, with which realms begin, asks for a password alone.',
    ['docs/security-design.md', 'journeys/admin-login', 'nodes/administrator-factor', 'packages/http/src/admin/admin-request.ts'],
    {
      'nodes/administrator-factor/node.test.ts': [
        'must enrol one where it is required, and finds no way past it',
        'is always led to it: %s',
        'may put it off where it is offered, which it is when the realm says nothing',
      ],
      'packages/http/test/admin.test.ts': [
        'takes no session without a second factor where administrators must have one, whatever journey made it',
      ],
      'packages/oidc/test/administrators.test.ts': [
        'gets none by a session without a second factor where administrators must have one',
        'when a second factor is required from now on and its session has none, at once, and so does a code',
      ],
      'apps/server/test/run-server.test.ts': [
        'makes a password that must be changed at the first sign-on and has an end, and demands a second factor',
        'asks of administrators what %o says: %s',
      ],
      'e2e/tests/editor/administrator-factor.spec.ts': [
        'an administrator makes a passkey at the first sign-on, by keyboard, and cannot come in without it',
      ],
      ...SHIPPED,
    },
  ),
  '6.3.4': met(
    'There is no way in that is not written down, and all are held to the same.',
    'Every node that proves something is in the table of factors and asks the throttle; a journey without proof signs nobody on; devices ask for their level whatever journey led there.',
    ['docs/factors.md', 'docs/devices.md', 'docs/frodo.md'],
    {
      'nodes/throttled-nodes.test.ts': ['is asked of as many nodes as prove something, and no exception is out of date'],
      'packages/oidc/test/factors-table.test.ts': ['names no evidence that there is not'],
      'e2e/tests/api/bad-journeys.spec.ts': ['a journey that proves nothing signs nobody on'],
      'packages/oidc/test/administrators.test.ts': ['by %s'],
    },
  ),
  '6.4.1': met(
    'First passwords are random, short-lived and cannot stay.',
    'The one that the server makes for `amadmin` has more than 100 random bits, must be changed at the first sign-on and ends after 7 days; so does what an operator sets with `users passwd --must-change`. A password that an operator gives at the first start is their own and stays. That of the demo’s user is printed at each start and is for demos alone.',
    ['apps/server/src/first-start.ts', 'apps/server/src/first-password.ts', 'journeys/admin-login', 'docs/security-design.md'],
    {
      'apps/server/test/run-server.test.ts': [
        'makes a password that must be changed at the first sign-on and has an end, and demands a second factor',
        'marks the password that it makes, with an end in a week, and none that an operator gave',
      ],
      'packages/integrations/test/managed-people.test.ts': ['tells of a password whether it may still be used'],
      'nodes/identity-store-decision/node.test.ts': [
        'is asked for once the old one was right, in capitals unless the author says otherwise',
      ],
    },
  ),
  '6.4.2': met(
    'There are no hints and no security questions.',
    'No shipped journey asks for one, sets one or takes an answer. AM’s nodes for them are there for journeys that come from AM; they are no factor and sign nobody on.',
    ['journeys/registration', 'docs/factors.md'],
    {
      'scripts/test/shipped-journeys.test.ts': ['no journey asks people for security questions, nor takes answers to them'],
      'nodes/throttled-nodes.test.ts': ['a security question is no factor, and is counted all the same'],
    },
  ),
  '6.4.3': met(
    'A forgotten password is replaced safely and without a way round the second factor.',
    'By a link to the mailbox of the account; after that the usual sign-on with its second factor follows.',
    ['journeys/forgotten-password', 'docs/mail.md'],
    {
      'packages/scenarios/test/mail-links.test.ts': [
        'lets the person choose a password, which ends what anybody had begun with the old one',
        'reads the same for everybody, asked once or again',
      ],
      'nodes/patch-object/node.test.ts': ['is not changed without it, or the mailbox would stand in for it: %o'],
    },
  ),
  '6.4.4': forOperator(
    'Who lost a factor proves who they are as well as when it was enrolled.',
    'By themselves people go on with a recovery code or another factor and nothing less. An administrator can take a lost device away; how they make sure of the person before is the organization’s to say, and what must hold then is written down.',
    ['docs/security-design.md', 'docs/devices.md'],
    {
      'packages/http/test/devices.test.ts': [
        'changing devices asks for a fresh proof at the level that they protect',
        'an administrator frees whoever has nothing left to show',
      ],
    },
  ),
  '6.5.1': met(
    'Recovery codes, sent codes and one-time passwords are good once.',
    'Each is used up in the atomic step that compares it.',
    ['packages/mfa/src', 'packages/integrations/src/devices', 'packages/integrations/src/messages'],
    {
      'nodes/recovery-code-collector-decision/node.test.ts': ['lets a code through once, however many type it at once'],
      'nodes/oath-token-verifier/node.test.ts': [
        'takes no code twice in the window, nor one before it',
        'takes one code once, however many use it at the same moment',
      ],
      'nodes/otp-collector-decision/node.test.ts': [
        'is right once for 50 at once',
        'is wrong a second time, though a script puts everything back',
      ],
      'e2e/tests/api/bad-device-answers.spec.ts': ['is taken once: neither the same nor another one after it counts'],
    },
  ),
  '6.5.2': met(
    'Recovery codes under 112 bits are stored by a password hash with a salt.',
    'scrypt (N 2¹⁴, r 8, p 1) with 20 bytes of salt each. That is a cheaper setting than for passwords, because ten of them may be hashed for one try; the codes have 65 random bits, where passwords have few.',
    ['packages/integrations/src/devices/recovery-code-hasher.ts', 'packages/integrations/README.md'],
    {
      'packages/integrations/test/device-service.test.ts': ['stores codes one-way: scrypt, each with a salt of its own'],
      'packages/integrations/test/offline-codes.test.ts': ['keeps the secret sealed and the backup code one-way'],
    },
  ),
  '6.5.3': met(
    'Codes and seeds come from a secure random generator.',
    'All of them from the platform’s (`getRandomValues`, `randomBytes`), without bias.',
    ['packages/mfa/src/random.ts', 'packages/integrations/src/messages/random-digits.ts', 'docs/security-design.md'],
    {
      'packages/mfa/test/random.test.ts': ['a random number is thrown again rather than folded, so that none is likelier than another'],
      'packages/integrations/test/messages/random-digits.test.ts': ['takes every digit about as often, at every place'],
      'scripts/test/cryptography-inventory.test.ts': ['nothing is drawn from Math.random that must not be guessed'],
    },
  ),
  '6.5.4': met(
    'Codes have 20 bits at least (six digits).',
    'Recovery codes 65 bits, backup codes 60; sent codes and the numbers of pushes by code six digits and more.',
    ['packages/mfa/src/random.ts', 'nodes/hotp-generator'],
    {
      'packages/mfa/test/random.test.ts': [
        'recovery codes are ten different ones of more than 64 bits, of letters and digits, and use them all',
        'a code has six digits, zeros in front too',
      ],
      'nodes/hotp-generator/node.test.ts': ['makes no code that is shorter than 6 digits'],
    },
  ),
  '6.5.5': forOperator(
    'Out-of-band requests last 10 minutes at most, one-time passwords 30 seconds.',
    'Pushes (2 minutes unless set, 10 at most) and sent codes (10 minutes at most) do. One-time passwords of apps are good once, for their step of 30 seconds and, as RFC 6238 advises and AM does, for two before and after it, because clocks of phones differ. A journey meets this to the letter with 0 for the number of steps in OATH Token Verifier; what that costs, and how people whose clock is off still get in, is written down.',
    ['docs/factors.md', 'nodes/oath-token-verifier'],
    {
      'nodes/otp-collector-decision/node.test.ts': ['of %i minutes is judged after %i seconds as %s: 10 minutes are the most'],
      'packages/mfa/test/push-answer.test.ts': ['counts from sending: a right answer that comes late is refused'],
      'nodes/oath-token-verifier/node.test.ts': [
        'with a clock that is %i s off and %o takes %s',
        'takes the step of a phone alone, once a confirmation has learned how far off its clock is',
      ],
    },
  ),
  '6.6.1': met(
    'Codes by SMS or telephone go to validated numbers, beside stronger ways, and people learn of the risk.',
    'A code proves something only when it went to the number that the account had before. Pages of shipped journeys and of PingID’s passcode tell of the risk and of what is safer; AM’s node for the code shows what it shows in AM, and the page around it is the author’s. The check warns of a journey whose only second factor is such a code; the one that is shipped so shows these nodes alone.',
    ['docs/factors.md', 'packages/graph/src/find-weak-factors.ts', 'journeys/login-with-one-time-code', 'nodes/pingid/ask-passcode.ts'],
    {
      'nodes/otp-collector-decision/node.test.ts': ['proves %s of whose address it went to', 'that %s proves nothing'],
      'nodes/pingid-passcode/node.test.ts': [
        'stands in for a device only when it was proved',
        'tells of the risk of %s, and of what is safer, and says nothing of it in a mail',
      ],
      'packages/graph/test/validate-journey.test.ts': ['is warned of where it is the only second factor'],
      'scripts/test/shipped-journeys.test.ts': ['tells people of the risk of codes by telephone, and of safer ways, before one is sent'],
    },
  ),
  '6.6.2': met(
    'What is sent belongs to the one request that it was sent for.',
    'Push, code and link are sealed to run, step and person; another run learns nothing of them.',
    ['packages/mfa/src/push', 'packages/integrations/src/messages/one-time-codes.ts'],
    {
      'packages/mfa/test/answer-to-push.test.ts': ['another run learns nothing of a push that is %s'],
      'apps/server/test/push-journeys.test.ts': [
        'is nothing to another sign-on, whose script says that it is its own',
        'is good for one step only',
      ],
      'packages/integrations/test/messages/one-time-codes.test.ts': [
        'tells nothing in another run or another realm, nor of what somebody wrote',
      ],
    },
  ),
  '6.6.3': met(
    'Guessing sent codes is held back.',
    'The throttle counts them for the person whatever channel they took, ten tries are all that a run has, and a new code begins no new count.',
    ['packages/integrations/src/attempts', 'nodes/otp-collector-decision'],
    {
      'nodes/otp-collector-decision/node.test.ts': [
        'are counted for the person before anything is compared, and a refused one looks like a wrong code',
        'are 10 in a run, person or not, whatever codes it makes',
      ],
      'nodes/pingid-passcode/node.test.ts': [
        'never takes more wrong codes of a person than the throttle allows, however many come at once',
      ],
    },
  ),
  '6.8.1': met(
    'Nobody is taken for somebody else by the same name at another provider.',
    'Somebody is known by provider and subject together, to the letter, never by an address or a name; no two people have one.',
    ['packages/integrations/src/federation', 'docs/providers.md'],
    {
      'packages/oidc/test/sign-on-elsewhere.test.ts': ['is nobody’s twin: the same name and address here make no account theirs'],
      'packages/integrations/test/federation-service.test.ts': [
        'somebody who would be called as somebody of another provider is, and an address that nobody checked',
      ],
      'nodes/social-provider-handler/node.test.ts': ['is not taken for who has the same address, nor for who has the same name'],
    },
  ),
  '6.8.2': met(
    'Signatures of what providers say are always checked.',
    'ID tokens must be signed by a key of the provider and fit issuer, client, nonce and time.',
    ['packages/integrations/src/federation', 'docs/providers.md'],
    {
      'packages/integrations/test/federation-service.test.ts': [
        'is believed by an ID token for this client with the nonce that it was given',
        'is believed when the issuer signed it for us not long ago',
      ],
      'nodes/oidc-id-token-validator/node.test.ts': [
        'believes no token that is not good, and none that is not there',
        'is broken rather than take a key that others may know: %s %s',
      ],
    },
  ),
  '6.8.3': doesNotApply('SAML assertions are used once.', 'There is no SAML: such nodes are kept for export and not run.'),
  '6.8.4': met(
    'How somebody signed on at a provider is checked, or taken for the least.',
    'It is taken for the least, and that is written down: a sign-on elsewhere is one factor (`federated:oidc`), whatever the provider says of it; a journey that needs two asks for the second itself.',
    ['docs/providers.md', 'docs/factors.md'],
    {
      'packages/oidc/test/factors-table.test.ts': [
        'has one row of %s, with what applications are told',
        'says AAL2 of %s only if it makes two factors with a password',
      ],
    },
  ),
};
