import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { verify } from '@node-rs/argon2';
import Database from 'better-sqlite3';

export interface Posted {
  readonly authId?: string;
  readonly callbacks?: readonly { readonly input?: readonly { readonly value: string }[] }[];
}

/** What a developer would write by hand for the two steps of a password login: no graph, no audit, no one-time state. */
export interface HandWrittenLogin {
  /** Answers one POST: the parsed body (undefined for a start) to status, body and the cookie of a success. */
  answer(step: Posted | undefined): Promise<{ status: number; body: object; cookie?: string }>;
}

/**
 * @param hashes `trivial` compares in constant time, `argon2id` checks a PHC string
 * @param password of the only user, `bench`: in clear for `trivial`, as PHC string for `argon2id`
 */
export function handWrittenLogin(directory: string, hashes: 'trivial' | 'argon2id', password: string): HandWrittenLogin {
  const key = randomBytes(32);
  const db = new Database(`${directory}/hand-written.sqlite`);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.exec(
    'CREATE TABLE IF NOT EXISTS users (name TEXT PRIMARY KEY, password TEXT); CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, user TEXT, at INTEGER)',
  );
  db.prepare('INSERT OR REPLACE INTO users VALUES (?, ?)').run('bench', password);
  const findUser = db.prepare('SELECT password FROM users WHERE name = ?');
  const addSession = db.prepare('INSERT INTO sessions VALUES (?, ?, ?)');
  const header = Buffer.from('{"typ":"JWT","alg":"HS256"}').toString('base64url');
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url');

  const start = () => {
    const payload = Buffer.from(
      JSON.stringify({ authIndexValue: 'Login', realm: '/alpha', exp: Math.floor(Date.now() / 1000) + 300 }),
    ).toString('base64url');
    const text = `${header}.${payload}`;
    return {
      authId: `${text}.${sign(text)}`,
      callbacks: [
        { type: 'NameCallback', output: [{ name: 'prompt', value: 'User Name' }], input: [{ name: 'IDToken1', value: '' }], _id: 0 },
        { type: 'PasswordCallback', output: [{ name: 'prompt', value: 'Password' }], input: [{ name: 'IDToken2', value: '' }], _id: 1 },
      ],
    };
  };

  const opened = (authId: string): boolean => {
    const [head = '', payload = '', signature = ''] = authId.split('.');
    const given = Buffer.from(signature);
    const right = Buffer.from(sign(`${head}.${payload}`));
    if (given.length !== right.length || !timingSafeEqual(given, right)) return false;
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp: number };
    return claims.exp > Date.now() / 1000;
  };

  const matches = async (stored: string, typed: string): Promise<boolean> => {
    if (hashes === 'argon2id') return verify(stored, typed);
    const a = Buffer.from(stored);
    const b = Buffer.from(typed);
    return a.length === b.length && timingSafeEqual(a, b);
  };

  return {
    async answer(step) {
      if (step?.authId === undefined) return { status: 200, body: start() };
      if (!opened(step.authId)) return { status: 401, body: { code: 401, reason: 'Unauthorized', message: 'Session has timed out' } };
      const name = step.callbacks?.[0]?.input?.[0]?.value ?? '';
      const typed = step.callbacks?.[1]?.input?.[0]?.value ?? '';
      const user = findUser.get(name) as { password: string } | undefined;
      if (user === undefined || !(await matches(user.password, typed))) {
        return { status: 401, body: { code: 401, reason: 'Unauthorized', message: 'Login failure' } };
      }
      const tokenId = randomBytes(32).toString('base64url');
      addSession.run(tokenId, name, Date.now());
      return {
        status: 200,
        body: { tokenId, successUrl: '/account', realm: '/alpha' },
        cookie: `iPlanetDirectoryPro=${tokenId}; Path=/; HttpOnly; SameSite=Lax`,
      };
    },
  };
}
