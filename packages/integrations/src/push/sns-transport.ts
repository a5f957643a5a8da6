import {
  CreatePlatformEndpointCommand,
  EndpointDisabledException,
  InvalidParameterException,
  NotFoundException,
  PublishCommand,
  SetEndpointAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import type { PushDelivery, PushTransport } from '@waygate/mfa';
import { type PushNotificationService, WaygateError } from '@waygate/schema';
import { snsMessage } from './sns-message.ts';

/** A sign-on waits for the answer, so SNS gets little time. */
const TIMEOUT_MS = 5_000;

/**
 * Pushes to phones through Amazon SNS platform endpoints.
 * @param settings of a realm's Push Notification service; undefined when the realm has none
 */
export function createSnsTransport(settings: (realm: string) => Promise<PushNotificationService | undefined>): PushTransport {
  const clients = new Map<string, SNSClient>();

  const clientOf = (service: PushNotificationService): SNSClient => {
    const name = JSON.stringify([service.accessKey, service.secret, service.region, service.endpoint]);
    const kept = clients.get(name);
    if (kept !== undefined) return kept;
    const client = new SNSClient({
      region: service.region,
      ...(service.endpoint === undefined ? {} : { endpoint: service.endpoint }),
      credentials: { accessKeyId: service.accessKey, secretAccessKey: service.secret },
      maxAttempts: 2,
    });
    clients.set(name, client);
    return client;
  };

  const required = async (realm: string): Promise<PushNotificationService> => {
    const service = await settings(realm);
    if (service === undefined) throw failed('The Push Notification service is not set up in this realm.');
    return service;
  };

  const createEndpoint = async (service: PushNotificationService, communicationType: string, token: string): Promise<string> => {
    const client = clientOf(service);
    const application = communicationType === 'apns' ? service.appleEndpoint : service.googleEndpoint;
    try {
      const made = await client.send(
        new CreatePlatformEndpointCommand({
          PlatformApplicationArn: application,
          Token: token,
          Attributes: { Enabled: 'true', Token: token },
        }),
        { abortSignal: AbortSignal.timeout(TIMEOUT_MS) },
      );
      if (made.EndpointArn === undefined) throw failed('SNS made no endpoint.');
      return made.EndpointArn;
    } catch (error) {
      // The token is known with other attributes, from an earlier installation of the app: the message names the endpoint, which is taken over.
      const arn =
        error instanceof InvalidParameterException ? /Endpoint (arn:aws[^ ]*) already exists/.exec(error.message)?.[1] : undefined;
      if (arn === undefined) throw error;
      await enable(client, arn, token);
      return arn;
    }
  };

  const publish = (service: PushNotificationService, arn: string, delivery: PushDelivery) =>
    clientOf(service).send(new PublishCommand({ TargetArn: arn, MessageStructure: 'json', ...snsMessage(delivery) }), {
      abortSignal: AbortSignal.timeout(TIMEOUT_MS),
    });

  return {
    async carries(realm, communicationType) {
      const service = communicationType === 'gcm' || communicationType === 'apns' ? await settings(realm) : undefined;
      return service !== undefined && (communicationType === 'apns' ? service.appleEndpoint : service.googleEndpoint) !== '';
    },

    async register(realm, { communicationType, deviceId }) {
      const service = await required(realm);
      return operational(() => createEndpoint(service, communicationType, deviceId));
    },

    async deliver(delivery) {
      const service = await required(delivery.realm);
      await operational(async () => {
        try {
          await publish(service, delivery.communicationId, delivery);
        } catch (error) {
          if (!(error instanceof NotFoundException)) throw error;
          // The endpoint is gone at SNS: made once more from the token, it has a new name that the next registration or refresh will keep.
          await publish(service, await createEndpoint(service, delivery.communicationType, delivery.deviceId), delivery);
        }
      });
    },
  };
}

async function enable(client: SNSClient, arn: string, token: string): Promise<void> {
  await client.send(new SetEndpointAttributesCommand({ EndpointArn: arn, Attributes: { Enabled: 'true', Token: token } }), {
    abortSignal: AbortSignal.timeout(TIMEOUT_MS),
  });
}

async function operational<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof WaygateError) throw cause;
    if (cause instanceof EndpointDisabledException) {
      throw new WaygateError('operational', 'push.device_unreachable', 'The phone does not take pushes any more.', { cause });
    }
    throw failed(`SNS did not take the request (${cause instanceof Error ? cause.name : 'unknown'}).`, cause);
  }
}

function failed(message: string, cause?: unknown): WaygateError {
  return new WaygateError('operational', 'push.transport_failed', message, cause === undefined ? {} : { cause });
}
