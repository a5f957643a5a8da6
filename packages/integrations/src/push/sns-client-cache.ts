import { SNSClient, type SNSClientConfig } from '@aws-sdk/client-sns';
import type { PushNotificationService } from '@waygate/schema';
import { withinSignal } from '../outbound/within-signal.ts';
import { type AwsRole, roleCredentials } from './aws-role.ts';

/** Who asks SNS, and where it is. */
type SnsAccess = Pick<PushNotificationService, 'accessKey' | 'secret' | 'region' | 'endpoint'>;

/**
 * One client for each realm, because a client keeps its connections and the credentials of a role. Changed settings make a new one; the old one finishes what it is doing.
 * A sign-on waits for the answer, so a request is tried twice at most.
 */
export class SnsClientCache {
  readonly #clients = new Map<string, { readonly madeOf: string; readonly client: SNSClient }>();
  readonly #role: AwsRole | undefined;

  /** @param role of the server, for realms without a key that may use it */
  constructor(role: AwsRole | undefined) {
    this.#role = role;
  }

  /**
   * The client of a realm, with its credentials at hand.
   * @param signal until when it is waited for them
   * @returns undefined for a realm without a key that may use no role
   * @throws RoleFault when the role has no credentials, or what the signal says
   */
  async clientFor(realm: string, access: SnsAccess, signal: AbortSignal): Promise<SNSClient | undefined> {
    const client = this.#clientOf(realm, access);
    if (client !== undefined) await withinSignal(signal, client.config.credentials());
    return client;
  }

  #clientOf(realm: string, access: SnsAccess): SNSClient | undefined {
    const { accessKey, secret, region, endpoint } = access;
    const madeOf = JSON.stringify([accessKey, secret, region, endpoint]);
    const kept = this.#clients.get(realm);
    if (kept?.madeOf === madeOf) return kept.client;
    const means = this.#means(realm, access);
    if (means === undefined) return undefined;
    // Neither the environment nor a profile says where SNS is: settings of realms do, and for the role its operator.
    const client = new SNSClient({ region, ...means, maxAttempts: 2, ignoreConfiguredEndpointUrls: true });
    this.#clients.set(realm, { madeOf, client });
    return client;
  }

  #means(realm: string, { accessKey, secret, region, endpoint }: SnsAccess): Pick<SNSClientConfig, 'credentials' | 'endpoint'> | undefined {
    if (accessKey !== undefined && secret !== undefined)
      return { credentials: { accessKeyId: accessKey, secretAccessKey: secret }, ...(endpoint === undefined ? {} : { endpoint }) };
    const role = this.#role;
    if (role === undefined || (role.realms !== 'every' && !role.realms.has(realm))) return undefined;
    // Where the role is shown is the operator's to say, whatever the settings of the realm name.
    return { credentials: roleCredentials(role, region), ...(role.snsEndpoint === undefined ? {} : { endpoint: role.snsEndpoint }) };
  }
}
