import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What does cryptography with a key, by the words that stand in sources. */
const USES: readonly (readonly [what: string, words: RegExp])[] = [
  ['encrypts', /\bcreate(C|Dec)ipheriv\(|subtle\.(encrypt|decrypt)\(|new CipherSuite\(|\b(CompactEncrypt|compactDecrypt)\(/],
  ['signs', /\bcreate(Sign|Verify|Hmac)\(|subtle\.(sign|verify)\(|\b(SignJWT|CompactSign|jwtVerify|compactVerify)\(|\bverify\(null/],
  ['makes keys', /\bgenerateKey(Pair(Sync)?)?\(|\bcreatePublicKey\(|\bhkdfSync\(/],
  ['stretches', /\bscrypt\(|PBKDF2|'@node-rs\/argon2'/],
];

/** Algorithms that are broken or worn out, as sources name them. */
const WEAK = /['"`](?:hmac_?)?(?:md[245]|sha-?1|ripemd\d*|rc[24]|des|des-ede3?|bf|aes-?\d+-?(?:ecb|cbc)|rs1|rsa1_5)['"`]/i;

/** Where one is named all the same; docs/security-design.md says why. */
const NAME_WEAK: readonly RegExp[] = [
  // One-time passwords of apps (RFC 4226): HMAC-SHA-1.
  /^packages\/mfa\/src\/(oath|phone)\/|^packages\/(node-kit|storage)\/src\/.*device-(port|shapes)|^nodes\/(oath|offline-code-registration)/,
  // FIDO's metadata names certificates of old security keys by SHA-1; RS1 is named to refuse it.
  /^packages\/integrations\/src\/webauthn\/|^nodes\/webauthn-registration\//,
  // What scripts of authors may call.
  /^packages\/scripting\/src\/|^packages\/schema\/src\/scripts\/script-digests/,
];

/** Not secret: how long a page or a writer waits, and where numbers of revisions begin. */
const MAY_THROW_DICE = [
  'apps/login/src/sign-on/use-journey.ts',
  'packages/storage-mongodb/src/in-transaction.ts',
  'packages/storage/src/first-revision.ts',
];

/** Sources of the product: no tests, and nothing that only tests use. */
const sources = globSync(['packages/*/src/**/*.ts', 'apps/*/src/**/*.{ts,tsx}', 'nodes/**/*.ts'], { cwd: ROOT })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !/\.test\.ts$|^packages\/(phone|scenarios)\/|^nodes\/test\/|\/testing\/|\/node_modules\/|\/dist\/|\.d\.ts$/.test(file))
  .sort()
  .map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }));

it('every folder that encrypts, signs, makes keys or stretches passwords is in the table, and no other', () => {
  const found = new Map<string, Set<string>>();
  for (const { file, text } of sources) {
    const uses = USES.filter(([, words]) => words.test(text)).map(([what]) => what);
    if (uses.length > 0) found.set(dirname(file), new Set([...(found.get(dirname(file)) ?? []), ...uses]));
  }
  const rows = [...found].map(([folder, uses]) => `${folder}: ${USES.flatMap(([what]) => (uses.has(what) ? [what] : [])).join(', ')}`);
  expect(rows.length).toBeGreaterThan(15);
  expect(inTable()).toEqual(rows.sort());
});

it('nothing is drawn from Math.random that must not be guessed', () => {
  expect(sources.filter(({ text }) => text.includes('Math.random')).map(({ file }) => file)).toEqual(MAY_THROW_DICE);
});

it('algorithms that are broken or worn out are named where a standard or scripts of AM need them, and nowhere else', () => {
  const naming = sources.filter(({ text }) => WEAK.test(text)).map(({ file }) => file);
  expect(naming.filter((file) => !NAME_WEAK.some((place) => place.test(file)))).toEqual([]);
  expect(NAME_WEAK.filter((place) => !naming.some((file) => place.test(file)))).toEqual([]);
});

/** Rows of the table in docs/security-design.md, as `folder: uses`. */
function inTable(): string[] {
  const page = readFileSync(join(ROOT, 'docs/security-design.md'), 'utf8');
  const table = /<!-- cryptography -->\n([\s\S]*?)<!-- \/cryptography -->/.exec(page)?.[1] ?? '';
  return [...table.matchAll(/^\| `([^`]+)` \| ([^|]+) \|/gm)].map(([, folder, uses]) => `${folder}: ${uses?.trim()}`).sort();
}
