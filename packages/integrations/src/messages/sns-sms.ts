import { PublishCommand, SNSServiceException } from '@aws-sdk/client-sns';
import type { SnsMessageGateway } from '@waygate/schema';
import type { AwsRole } from '../push/aws-role.ts';
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
    const client = this.#clients.clientFor(realm, gateway);
    // Neither a key of the realm nor a role that it may use.
    if (client === undefined) throw new MessageRefusal('role', false);
    let id: string | undefined;
    try {
      ({ MessageId: id } = await client.send(command, { abortSignal: AbortSignal.timeout(WITHIN_MS) }));
    } catch (error) {
      throw refusalOf(error);
    }
    // Whatever answers 200, such as a proxy with a page of its own, is taken for SNS by the client.
    if (id === undefined) throw new MessageRefusal('answer', true);
  }
}

/** Only the name of an error is told: what it says quotes the number. */
function refusalOf(error: unknown): MessageRefusal {
  const name = error instanceof Error ? error.name : 'unknown';
  const status = error instanceof SNSServiceException ? error.$metadata.httpStatusCode : undefined;
  const passing = !(error instanceof SNSServiceException) || error.$fault === 'server' || /^Thrott/.test(name) || status === 429;
  return new MessageRefusal(name, passing, status);
}
