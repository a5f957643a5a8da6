import { type AsvsChapter, forOperator, met } from '../asvs-answer.ts';

const INVENTORY = {
  'scripts/test/cryptography-inventory.test.ts': [
    'every folder that encrypts, signs, makes keys or stretches passwords is in the table, and no other',
    'algorithms that are broken or worn out are named where a standard or scripts of AM need them, and nowhere else',
  ],
};

export const CRYPTOGRAPHY: AsvsChapter = {
  '11.1.1': met(
    'It is written down how keys are made, kept, changed and ended.',
    'One ring of keys for an installation, with commands to rotate and remove; who has it; what cannot be read any more after that.',
    ['docs/keys.md', 'docs/security-design.md'],
    {
      'apps/server/test/sealing-keys.test.ts': [
        'everything sealed is sealed anew and still opens, for servers that run too, and the old key can go then',
        'every collection is known to hold something sealed or not',
      ],
      'packages/integrations/test/key-ring.test.ts': ['keeps its mode, and leaves nothing beside it'],
    },
  ),
  '11.1.2': met(
    'There is a list of all keys, algorithms and what they are for.',
    'A table of keys and one of every folder that does cryptography, which a test holds to the sources.',
    ['docs/security-design.md'],
    INVENTORY,
  ),
  '11.2.1': met(
    'Cryptography is that of known implementations.',
    'Node’s and the browser’s (OpenSSL, WebCrypto), `jose`, `@hpke/core`, `otplib` and `@node-rs/argon2`; nothing of our own below that.',
    ['docs/security-design.md', 'docs/dependencies.md'],
    {
      ...INVENTORY,
      'packages/integrations/test/sealer.test.ts': [
        'is a compact JWE that anybody can open who has the key (RFC 7516 and 7518, by WebCrypto)',
      ],
      'packages/mfa/test/oath.test.ts': [
        'takes %s of RFC 4226, appendix D, at its counter and never again',
        'at %i s takes what RFC 6238, appendix B, has for %s',
      ],
    },
  ),
  '11.2.2': met(
    'Algorithms and keys can be changed.',
    'Keys are rotated while servers run. What is sealed and hashed says by which algorithm and cost; a password is hashed anew at the next sign-on when the cost has changed. Another algorithm is a change of one file, with the old one kept for reading.',
    ['docs/keys.md', 'packages/integrations/src/sealing', 'packages/integrations/src/hashing'],
    {
      'packages/integrations/test/identity-service.test.ts': ['is made anew when the password is right'],
      'packages/integrations/test/argon2-hasher.test.ts': ['checks hashes of other parameters, and calls them outdated'],
      'apps/server/test/sealing-keys.test.ts': [
        'everything sealed is sealed anew and still opens, for servers that run too, and the old key can go then',
      ],
      'apps/cli/test/cli.test.ts': ['of a realm trust new keys when they are made'],
    },
  ),
  '11.2.3': forOperator(
    'Everything has 128 bits of security.',
    'Keys that seal, tokens and elliptic curves do, and so do RSA keys that Waygate makes (3072 bits): signing keys of realms, and those of service accounts and API clients. A realm’s key of before goes on until it is rotated (`waygate clients keys` shows the sizes). RSA keys that programs, passkeys and bound apps bring may have 2048 bits (about 112), as AM’s do, until the operator says `WAYGATE_LEAST_RSA_BITS=3072`: shorter ones are then refused when they are brought and when they are used, those of before too. Where apps of Android are bound by AM’s SDK, whose keys have 2048 bits, that cannot be said. Sizes of keys of TLS and of other servers’ certificates and tokens are those of whoever runs them.',
    ['docs/keys.md', 'docs/configuration.md'],
    {
      'packages/oidc/test/tokens.test.ts': [
        'goes on with it until its keys are rotated, and by one of 3072 from then on',
        'with ES256 when its client says so, and by keys that were changed meanwhile',
      ],
      'packages/oidc/test/service-accounts.test.ts': [
        'with a key of 1024 bits that zeros in front make look like one of 2048',
        'with a key of its own of fewer than 3072 bits',
        'no account is made with a shorter one, and one that was made before gets no token and is told why',
      ],
      'packages/oidc/test/api-tokens.test.ts': [
        'a program with a key of fewer bits than the operator takes gets none, and its client no such key',
      ],
      'packages/integrations/test/webauthn-service.test.ts': [
        'no passkey with a shorter one is registered, and one that was registered before signs nobody on',
        'takes no passkey with an RSA key of fewer than 2048 bits anywhere, also one of before',
      ],
      'packages/integrations/test/device-keys.test.ts': [
        'an app with a key of 2048 is not bound, and one that was bound before is not believed',
      ],
    },
  ),
  '11.3.1': met(
    'No ECB, and no encryption with PKCS#1 v1.5.',
    'Encryption is AES-GCM and HPKE alone.',
    ['packages/integrations/src/sealing/create-sealer.ts', 'docs/security-design.md'],
    INVENTORY,
  ),
  '11.3.2': met(
    'Approved ciphers alone.',
    'AES-256-GCM, also of what scripts may use; HPKE with AES-GCM for phones.',
    ['packages/integrations/src/sealing/create-sealer.ts', 'docs/security-design.md'],
    {
      ...INVENTORY,
      'packages/integrations/test/sealer.test.ts': [
        'is a compact JWE that anybody can open who has the key (RFC 7516 and 7518, by WebCrypto)',
      ],
      'packages/mfa/test/offline-qr.test.ts': ['is written byte for byte as the published vector says'],
    },
  ),
  '11.3.3': met(
    'What is encrypted cannot be altered unseen.',
    'Authenticated encryption with the place bound in.',
    ['packages/integrations/src/sealing/create-sealer.ts'],
    {
      'packages/integrations/test/sealer.test.ts': ['does not open when any of it was altered', 'opens nowhere else'],
      'packages/integrations/test/phone-shelf.test.ts': ['is nothing in the place of somebody else, or when it was altered'],
      'packages/mfa/test/offline-qr.test.ts': ['is refused wherever one bit was turned'],
    },
  ),
  '11.4.1': forOperator(
    'Approved hash functions alone; no MD5 for anything.',
    'Waygate itself uses the SHA-2 family, and SHA-1 in two places where a standard says so: HMAC-SHA-1 of one-time passwords (RFC 4226, where the weakness of SHA-1 does not tell; OATH Registration offers HMAC-SHA-256 and -512 for apps that know them) and the name of an old security key’s certificate in FIDO’s metadata. Scripts of authors can call MD5 and SHA-1, as those of AM do, until the operator says `WAYGATE_SCRIPT_DIGESTS=SHA-256,SHA-384,SHA-512`; the check of a journey and the plan of an import name the scripts that call them.',
    [
      'docs/configuration.md',
      'docs/scripts.md',
      'packages/scripting/src/sandbox/local-call.ts',
      'packages/scripting/src/check/check-script.ts',
    ],
    {
      ...INVENTORY,
      'packages/scripting/test/hostile.test.ts': ['is refused in the %s generation: %s'],
      'packages/scripting/test/check-script.test.ts': ['says where scripts call a broken hash, in either generation'],
      'apps/server/test/scripted-journeys.test.ts': [
        'fails where it calls a hash that the operator keeps scripts from, and nothing is signed on by it',
      ],
    },
  ),
  '11.4.2': met(
    'Passwords are stored by a costly function with settings of today.',
    'argon2id with 19 MiB and two passes, as OWASP recommends; client secrets too.',
    ['packages/integrations/src/hashing/argon2-hasher.ts'],
    {
      'packages/integrations/test/argon2-hasher.test.ts': [
        'hashes with argon2id at the cost that OWASP recommends, and knows its own hashes',
        'salts: the same password twice has two hashes',
      ],
      'packages/oidc/test/tokens.test.ts': [
        'get nothing by a wrong secret, another client’s or none, and the secret stands nowhere in the clear',
      ],
    },
  ),
  '11.4.3': met('Hashes of signatures and integrity do not collide.', 'SHA-256 and longer.', ['docs/security-design.md'], INVENTORY),
  '11.4.4': met(
    'Keys that come of passwords are stretched.',
    'No key of the server comes of a password. The PIN of the web authenticator is stretched by PBKDF2 with SHA-256.',
    ['apps/authenticator/src/confirm-person.ts', 'packages/integrations/src/sealing/key-ring.ts'],
    { ...INVENTORY, 'e2e/tests/authenticator/authenticator.spec.ts': ['where the device has no lock of its own a PIN stands in'] },
  ),
  '11.5.1': met(
    'What must not be guessed is random with 128 bits and more.',
    'Tokens, keys of steps, links, tickets and challenges have 128 to 336 bits. UUIDs name things and keep nothing secret. Codes that people type are shorter; V6 has them.',
    ['packages/engine/src/session-key.ts', 'docs/security-design.md'],
    {
      'e2e/tests/api/bad-auth-id.spec.ts': ['every step has an authId of its own, of 128 random bits and more'],
      'packages/engine/test/engine.test.ts': ['makes a new token every time'],
      'packages/integrations/test/webauthn-service.test.ts': ['never has the same challenge twice'],
      'scripts/test/cryptography-inventory.test.ts': ['nothing is drawn from Math.random that must not be guessed'],
    },
  ),
  '11.6.1': met(
    'Approved algorithms for making keys and for signatures.',
    'RS256, ES256 and Ed25519 (passkeys), with keys of the platform’s generator; RS1 is not offered, and weak keys of programs are refused.',
    ['packages/oidc/src/signing-keys.ts', 'packages/integrations/src/webauthn', 'docs/security-design.md'],
    {
      ...INVENTORY,
      'packages/integrations/test/webauthn-service.test.ts': [
        'takes a passkey with a key of the kind %s',
        'refuses a kind of key that was not offered (CVE-2026-8830)',
      ],
      'apps/server/test/offline-api/tokens.test.ts': ['is kept without a private key, and not with a weak one'],
      'packages/oidc/test/service-accounts.test.ts': ['%s'],
    },
  ),
};
