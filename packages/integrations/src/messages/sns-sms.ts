import { PublishCommand, SNSServiceException } from '@aws-sdk/client-sns';
import type { SnsMessageGateway } from '@waygate/schema';
import { withinSignal } from '../outbound/within-signal.ts';
import type { AwsRole } from '../push/aws-role.ts';
import { RoleFault } from '../push/role-fault.ts';
import { SnsClientCache } from '../push/sns-client-cache.ts';
import { MessageRefusal } from './message-refusal.ts';

const WITHIN_MS = 10_000;

/** Sends text messages by Amazon SNS. */
export class SnsSms {
  readonly #clients: SnsClientCache;

  /** @param role of the server, for realms without a key */
  constructor(role: AwsRole | undefined) {
    this.#clients = new SnsClientCache(role);
  }

  /** @param to in E.164. @throws MessageRefusal */
  async send(realm: string, gateway: SnsMessageGateway, to: string, text: string): Promise<void> {
    const { senderId } = gateway;
    const attribute = (value: string) => ({ DataType: 'String', StringValue: value });
    const command = new PublishCommand({
      PhoneNumber: to,
      Message: text,
      MessageAttributes: {
        'AWS.SNS.SMS.SMSType': attribute('Transactional'),
        ...(senderId === undefined ? {} : { 'AWS.SNS.SMS.SenderID': attribute(senderId) }),
      },
    });
    const abortSignal = AbortSignal.timeout(WITHIN_MS);
    let id: string | undefined;
    try {
      const client = await this.#clients.clientFor(realm, gateway, abortSignal);
      // Neither a key of the realm nor a role that it may use.
      if (client === undefined) throw new MessageRefusal('role', false);
      ({ MessageId: id } = await withinSignal(abortSignal, client.send(command, { abortSignal })));
    } catch (error) {
      if (error instanceof MessageRefusal) throw error;
      throw refusalOf(error);
    }
    // Whatever answers 200, such as a proxy with a page of its own, is taken for SNS by the client.
    if (id === undefined) throw new MessageRefusal('answer', true);
  }
}

/** Only the name of an error is told: what it says quotes the number. */
function refusalOf(error: unknown): MessageRefusal {
  if (error instanceof RoleFault) return new MessageRefusal(error.reason, error.passing);
  const name = error instanceof Error ? error.name : 'unknown';
  const status = error instanceof SNSServiceException ? error.$metadata.httpStatusCode : undefined;
  const passing = !(error instanceof SNSServiceException) || error.$fault === 'server' || /^Thrott/.test(name) || status === 429;
  return new MessageRefusal(name, passing, status);
}
