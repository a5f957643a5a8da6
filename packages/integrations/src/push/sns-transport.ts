import {
  CreatePlatformEndpointCommand,
  EndpointDisabledException,
  InvalidParameterException,
  NotFoundException,
  PublishCommand,
  SetEndpointAttributesCommand,
  type SNSClient,
  SNSServiceException,
} from '@aws-sdk/client-sns';
import type { PushDelivery, PushTransport } from '@waygate/mfa';
import { type PushNotificationService, WaygateError } from '@waygate/schema';
import { withinSignal } from '../outbound/within-signal.ts';
import type { AwsRole } from './aws-role.ts';
import { RoleFault } from './role-fault.ts';
import { SnsClientCache } from './sns-client-cache.ts';
import { snsMessage } from './sns-message.ts';

export interface SnsTransportOptions {
  /** How long a registration or a delivery may take, retries included, milliseconds. A sign-on waits for it. */
  readonly timeoutMs?: number;
  /** Role of the server, for realms without a key. */
  readonly role?: AwsRole | undefined;
}

/** One piece of work at SNS: all its requests share a deadline. */
interface SnsWork {
  readonly client: SNSClient;
  readonly service: PushNotificationService;
  readonly options: { readonly abortSignal: AbortSignal };
}

/**
 * Pushes to phones through Amazon SNS platform endpoints.
 * @param settings of a realm's Push Notification service; undefined when the realm has none
 */
export function createSnsTransport(
  settings: (realm: string) => Promise<PushNotificationService | undefined>,
  { timeoutMs = 5_000, role }: SnsTransportOptions = {},
): PushTransport {
  const clients = new SnsClientCache(role);

  /** Does a piece of work within its time, whatever it waits for. */
  const inTime = async <T>(realm: string, work: (sns: SnsWork) => Promise<T>): Promise<T> => {
    const service = await settings(realm);
    if (service === undefined) throw failed('The Push Notification service is not set up in this realm.');
    const abortSignal = AbortSignal.timeout(timeoutMs);
    return operational(async () => {
      const client = await clients.clientFor(realm, service, abortSignal);
      if (client === undefined)
        throw failed('The Push Notification service has no access key, and no role is given to this realm (WAYGATE_AWS_ROLE_REALMS).');
      return withinSignal(abortSignal, work({ client, service, options: { abortSignal } }));
    });
  };

  return {
    async carries(realm, communicationType) {
      if (!isPlatform(communicationType)) return false;
      const service = await settings(realm);
      return service !== undefined && applicationArn(service, communicationType) !== '';
    },

    register: (realm, { communicationType, deviceId }) => inTime(realm, (work) => createEndpoint(work, communicationType, deviceId)),

    deliver: (delivery) =>
      inTime(delivery.realm, async (work) => {
        try {
          await publish(work, delivery.communicationId, delivery);
          return undefined;
        } catch (error) {
          if (!(error instanceof NotFoundException)) throw error;
        }
        // The endpoint is gone at SNS: it is made once more of the token.
        const communicationId = await createEndpoint(work, delivery.communicationType, delivery.deviceId);
        await publish(work, communicationId, delivery);
        return { communicationId };
      }),
  };
}

function isPlatform(communicationType: string): boolean {
  return communicationType === 'gcm' || communicationType === 'apns';
}

/** Apple's application for `apns`, Google's for everything else (AM). */
function applicationArn({ appleEndpoint, googleEndpoint }: PushNotificationService, communicationType: string): string {
  return communicationType === 'apns' ? appleEndpoint : googleEndpoint;
}

/** @returns the ARN of the endpoint, which takes pushes from now on */
async function createEndpoint({ client, service, options }: SnsWork, communicationType: string, token: string): Promise<string> {
  const attributes = { Enabled: 'true', Token: token };
  try {
    const { EndpointArn: arn } = await client.send(
      new CreatePlatformEndpointCommand({
        PlatformApplicationArn: applicationArn(service, communicationType),
        Token: token,
        Attributes: attributes,
      }),
      options,
    );
    if (arn === undefined) throw unreachable('SNS made no endpoint.');
    return arn;
  } catch (error) {
    // The token is known with other attributes, of an earlier installation of the app or switched off: the message names the endpoint, which is taken over.
    const arn = error instanceof InvalidParameterException ? EXISTING_ENDPOINT.exec(error.message)?.[1] : undefined;
    if (arn === undefined) throw error;
    await client.send(new SetEndpointAttributesCommand({ EndpointArn: arn, Attributes: attributes }), options);
    return arn;
  }
}

const EXISTING_ENDPOINT = /Endpoint (arn:aws[a-z-]*:sns:[^ ]+) already exists/;

async function publish({ client, options }: SnsWork, arn: string, delivery: PushDelivery): Promise<void> {
  const { MessageId } = await client.send(
    new PublishCommand({ TargetArn: arn, MessageStructure: 'json', ...snsMessage(delivery) }),
    options,
  );
  // Whatever answers 200, such as a proxy with a page of its own, is taken for SNS by the client.
  if (MessageId === undefined) throw unreachable('SNS did not say that it took the push.');
}

/** Errors of SNS are the operator's: what they say goes into the cause, and only their name into the message. */
async function operational<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof WaygateError) throw cause;
    if (cause instanceof RoleFault) throw cause.passing ? unreachable(cause.message, cause) : failed(cause.message, cause);
    if (cause instanceof EndpointDisabledException) {
      throw new WaygateError('operational', 'push.device_unreachable', 'The phone does not take pushes any more.', { cause });
    }
    const message = `SNS did not take the request (${cause instanceof Error ? cause.name : 'unknown'}).`;
    throw isAnswer(cause) ? failed(message, cause) : unreachable(message, cause);
  }
}

/** Whether SNS read the request and said no, as against not being there or failing by itself. */
function isAnswer(error: unknown): boolean {
  return error instanceof SNSServiceException && error.$fault === 'client' && (error.$metadata.httpStatusCode ?? 0) < 500;
}

function unreachable(message: string, cause?: unknown): WaygateError {
  return new WaygateError('operational', 'push.unreachable', message, cause === undefined ? {} : { cause });
}

function failed(message: string, cause?: unknown): WaygateError {
  return new WaygateError('operational', 'push.transport_failed', message, cause === undefined ? {} : { cause });
}
