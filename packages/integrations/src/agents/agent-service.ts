import type { AgentPort } from '@waygate/node-kit';
import { keptOAuthClient, oauthClientId } from '@waygate/schema';
import type { RealmObjectStore } from '@waygate/storage';
import type { ClientSecretCheck } from './client-secret-check.ts';

interface AgentServiceDeps {
  readonly objects: Pick<RealmObjectStore, 'get'>;
  readonly isClientSecret: ClientSecretCheck;
}

/** Agents of a realm: its confidential clients. */
export function createAgentService({ objects, isClientSecret }: AgentServiceDeps): AgentPort {
  return {
    async verify(realm, name, secret, key) {
      return isClientSecret({ realm, clientId: name, secretHash: await secretHashOf(objects, realm, name), secret, key });
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
