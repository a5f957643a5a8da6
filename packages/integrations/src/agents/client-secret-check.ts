import { hash } from 'node:crypto';
import type { AttemptService } from '../attempts/attempt-service.ts';
import type { PasswordHasher } from '../hashing/password-hasher.ts';

/** From so many characters on what is presented is no guess: nobody comes upon a secret of that length by trying. */
const UNGUESSABLE_LENGTH = 32;

/** What a client presents. */
export interface PresentedSecret {
  readonly realm: string;
  readonly clientId: string;
  /** Absent when there is no such client, or when it has none. */
  readonly secretHash: string | undefined;
  readonly secret: string;
  /** The same key twice is one try. Left out, the same secret is: it comes with every request of an application, also with many at once. */
  readonly key?: string;
}

/** Whether a client's secret is right. One that could be guessed waits its turn by the throttle and is refused like a wrong one meanwhile. */
export type ClientSecretCheck = (presented: PresentedSecret) => Promise<boolean>;

interface ClientSecretCheckDeps {
  readonly hasher: Pick<PasswordHasher, 'verify' | 'admit'>;
  readonly attempts: Pick<AttemptService, 'begin' | 'succeeded'>;
}

/** The one comparison of client secrets, wherever they are presented. A new secret begins a new counter of tries. */
export function createClientSecretCheck({ hasher, attempts }: ClientSecretCheckDeps): ClientSecretCheck {
  return async ({ realm, clientId, secretHash, secret, key = secret }) => {
    // Names of clients are no secrets: were these counted, anybody could stop an application by failing in its name.
    if (secret.length >= UNGUESSABLE_LENGTH) return hasher.verify(secretHash, secret);
    const name = `agent:${clientId}`;
    const target =
      secretHash === undefined
        ? { realm, subject: { nobody: name }, authenticator: 'agent' }
        : {
            realm,
            subject: { id: name, username: clientId },
            authenticator: `agent:${hash('sha256', secretHash, 'base64url').slice(0, 22)}`,
          };
    // A program has no account that could be locked, and nothing was proved of it before.
    return hasher.admit(async () => {
      const permit = await attempts.begin(target, key, { unproved: true });
      // The cost is the same for all who try, allowed or not.
      const isRight = await hasher.verify(secretHash, secret);
      if (!permit.allowed || !isRight) return false;
      await attempts.succeeded(target, key);
      return true;
    });
  };
}
