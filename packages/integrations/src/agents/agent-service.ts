import { hash } from 'node:crypto';
import type { AgentPort } from '@waygate/node-kit';
import { keptOAuthClient, oauthClientId } from '@waygate/schema';
import type { RealmObjectStore } from '@waygate/storage';
import type { AttemptService } from '../attempts/attempt-service.ts';
import type { PasswordHasher } from '../hashing/password-hasher.ts';

interface AgentServiceDeps {
  readonly objects: Pick<RealmObjectStore, 'get'>;
  readonly hasher: Pick<PasswordHasher, 'verify'>;
  readonly attempts: Pick<AttemptService, 'begin' | 'succeeded'>;
}

/** Agents of a realm: its confidential clients. A new secret begins a new counter of tries. */
export function createAgentService({ objects, hasher, attempts }: AgentServiceDeps): AgentPort {
  return {
    async verify(realm, name, secret, key) {
      const secretHash = await secretHashOf(objects, realm, name);
      const target =
        secretHash === undefined
          ? { realm, subject: { nobody: `agent:${name}` }, authenticator: 'agent' }
          : {
              realm,
              subject: { id: `agent:${name}`, username: name },
              authenticator: `agent:${hash('sha256', secretHash, 'base64url').slice(0, 22)}`,
            };
      // A program has no account that could be locked.
      const permit = await attempts.begin(target, key, { unproved: true });
      // The cost is the same for all who try, allowed or not.
      const isRight = await hasher.verify(secretHash, secret);
      if (!permit.allowed || !isRight) return false;
      await attempts.succeeded(target, key);
      return true;
    },
  };
}

async function secretHashOf(objects: AgentServiceDeps['objects'], realm: string, name: string): Promise<string | undefined> {
  if (!oauthClientId.safeParse(name).success) return undefined;
  const value = await objects.get(realm, 'oauthClient', name);
  if (value === undefined) return undefined;
  const { settings, secretHash } = keptOAuthClient.parse(value);
  return settings.status === 'Active' && settings.clientType === 'Confidential' ? secretHash : undefined;
}
