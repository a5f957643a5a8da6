import { SNSClient } from '@aws-sdk/client-sns';
import type { PushNotificationService } from '@waygate/schema';

/** Who asks SNS, and where it is. */
type SnsAccess = Pick<PushNotificationService, 'accessKey' | 'secret' | 'region' | 'endpoint'>;

/**
 * One client for each realm, because a client keeps its connections. Changed settings make a new one; the old one finishes what it is doing.
 * A sign-on waits for the answer, so a request is tried twice at most.
 */
export class SnsClientCache {
  readonly #clients = new Map<string, { readonly madeOf: string; readonly client: SNSClient }>();

  clientFor(realm: string, { accessKey, secret, region, endpoint }: SnsAccess): SNSClient {
    const madeOf = JSON.stringify([accessKey, secret, region, endpoint]);
    const kept = this.#clients.get(realm);
    if (kept?.madeOf === madeOf) return kept.client;
    const client = new SNSClient({
      region,
      ...(endpoint === undefined ? {} : { endpoint }),
      credentials: { accessKeyId: accessKey, secretAccessKey: secret },
      maxAttempts: 2,
    });
    this.#clients.set(realm, { madeOf, client });
    return client;
  }
}
