import { GetEndpointAttributesCommand, NotFoundException } from '@aws-sdk/client-sns';
import type { WatchedProvider } from '@waygate/continuity';
import { type PushNotificationService, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { type DirectorySurroundings, isAnswer, withDirectoryClient } from '../directory/directory-client.ts';
import type { OutboundHttp } from '../outbound/create-outbound-http.ts';
import { withinSignal } from '../outbound/within-signal.ts';
import type { AwsRole } from '../push/aws-role.ts';
import { SnsClientCache } from '../push/sns-client-cache.ts';

export interface HealthProbeDeps {
  readonly http: OutboundHttp;
  readonly directory: DirectorySurroundings;
  /** Settings of a realm's Push Notification service; undefined when it has none. */
  readonly pushService: (realm: string) => Promise<PushNotificationService | undefined>;
  /** Role of the cloud that this server has, for realms without a key. */
  readonly awsRole?: AwsRole | undefined;
}

/** What provider metadata cannot be without (OpenID Connect Discovery 3). */
const metadata = z.object({ issuer: z.string().min(1), authorization_endpoint: z.string().min(1) });
const SECOND_MS = 1_000;
/** An endpoint that nobody has: SNS must look it up to say so, and nobody is sent anything. */
const CANARY = 'endpoint/GCM/waygate-health/00000000-0000-0000-0000-000000000000';

/**
 * Asks a provider once whether it is there.
 * @returns what it answered, in a few words that name no secret
 * @throws when nothing that counts as an answer came in time
 */
export function createHealthProbe({ http, directory, pushService, awsRole }: HealthProbeDeps) {
  const clients = new SnsClientCache(awsRole);
  const get = (url: string, within: number) =>
    http.send({ url, method: 'GET', headers: { accept: 'application/json' }, body: undefined, within });
  const askSns = async ({ realm }: WatchedProvider, signal: AbortSignal): Promise<string> => {
    const service = await pushService(realm);
    if (service === undefined) throw new Error('The realm has no push notification service.');
    const application = service.googleEndpoint === '' ? service.appleEndpoint : service.googleEndpoint;
    const arn = application.replace(/:app\/.*$/, `:${CANARY}`);
    const client = await clients.clientFor(realm, service, signal);
    if (client === undefined) throw new Error('SNS: the realm has no access key, and no role is given to it (WAYGATE_AWS_ROLE_REALMS).');
    try {
      await withinSignal(signal, client.send(new GetEndpointAttributesCommand({ EndpointArn: arn }), { abortSignal: signal }));
    } catch (error) {
      // SNS has read a signed request and answered it: that is all that is wanted.
      if (error instanceof NotFoundException) return 'SNS answered.';
      throw new Error(`SNS: ${error instanceof Error ? error.name : 'no answer'}.`);
    }
    return 'SNS answered.';
  };
  return async (provider: WatchedProvider, signal: AbortSignal): Promise<string> => {
    const { probe } = provider;
    const within = provider.healthPolicy.timeout * SECOND_MS;
    switch (probe.type) {
      case 'SNS':
        return askSns(provider, signal);
      case 'HTTP': {
        const { status } = await answered(() => get(probe.url, within));
        if (status >= 500) throw new Error(`HTTP ${status}.`);
        return `HTTP ${status}`;
      }
      case 'OIDC': {
        const { status, body } = await answered(() => get(probe.url, within));
        // A page of a proxy in between answers everything with 200 and is no provider.
        if (status !== 200 || !isMetadata(body)) throw new Error(`HTTP ${status} without the metadata of a provider.`);
        return `HTTP ${status}`;
      }
      case 'LDAP': {
        const { protocol, host } = new URL(probe.url);
        const mode = protocol === 'ldaps:' ? 'LDAPS' : probe.startTls ? 'START_TLS' : 'LDAP';
        const server = { addresses: [host], mode, bindDn: '', bindPassword: '', within, dialect: 'plain' } as const;
        await answered(async () => {
          try {
            await withDirectoryClient(server, directory, (client) => client.search('', { scope: 'base', attributes: ['1.1'] }));
          } catch (error) {
            // A no is an answer: many directories let nobody in who has no name.
            if (!isAnswer(error) && !(error instanceof WaygateError && isAnswer(error.cause))) throw error;
          }
        });
        return 'The directory answered.';
      }
    }
  };
}

function isMetadata(body: string): boolean {
  try {
    return metadata.safeParse(JSON.parse(body)).success;
  } catch {
    return false;
  }
}

/** Why there is no answer, in words for whoever runs the server. */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof WaygateError) throw new Error(`${cause.message} (${cause.code})`, { cause });
    throw cause;
  }
}
