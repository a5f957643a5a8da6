import { createHash } from 'node:crypto';
import type { Throttle } from '@waygate/mfa';
import type { CodeRequest, MessagePort, OutgoingMessage } from '@waygate/node-kit';
import { type JsonObject, type MessagesService, messagesService, WaygateError } from '@waygate/schema';
import type { MessageOutbox } from '@waygate/storage';
import type { DeliveryClaims } from '../delivery/delivery-claims.ts';
import { createDeliveryQueue } from '../delivery/delivery-queue.ts';
import { isUnreachable, unreachable } from '../delivery/is-unreachable.ts';
import { expectMail } from '../mail/expect-mail.ts';
import { isMailAddress } from '../mail/is-mail-address.ts';
import { MailRefusal, type MailTransport } from '../mail/mail-transport.ts';
import type { OutboundHttp } from '../outbound/create-outbound-http.ts';
import type { AwsRole } from '../push/aws-role.ts';
import { GatewayTokens } from './gateway-tokens.ts';
import { MessageRefusal } from './message-refusal.ts';
import { NodeMailServers } from './node-mail-servers.ts';
import { sendByHttp } from './send-by-http.ts';
import { SnsSms } from './sns-sms.ts';
import { telephoneNumber } from './telephone-number.ts';

/** Messages that one run sends. */
const PER_RUN = 10;
const RUN_WINDOW_MS = 24 * 3_600_000;
/** Codes by one channel that a person gets without one of them coming back: as many as pushes. */
const CODES_UNANSWERED = 3;
const CODES_WINDOW_MS = 10 * 60_000;
/** How long the outbox keeps a message. */
const KEPT_MS = 3_600_000;

export interface MessageServiceDeps {
  readonly settings: (realm: string) => Promise<MessagesService | undefined>;
  /** Reaches gateways; follows no redirect. */
  readonly http: OutboundHttp;
  /** Gateways that may be spoken to unencrypted, as `host` or `host:port`. */
  readonly inClear: ReadonlySet<string>;
  /** Role of the cloud that this server has, for realms that use SNS without a key. */
  readonly awsRole?: AwsRole | undefined;
  /** Takes mails out of the server; undefined when nothing does. */
  readonly mail: { readonly transport: MailTransport; readonly from: string } | undefined;
  /** Mail servers of nodes that may be used in the place of the installation's, as `host` or `host:port`. */
  readonly mailServers: ReadonlySet<string>;
  /** Keeps what there is no gateway for; undefined where nobody may read it: then it is dropped, and the operator told. */
  readonly outbox: MessageOutbox | undefined;
  readonly throttle: Throttle;
  readonly claims: DeliveryClaims;
  /** Told of the provider that a message depends on which met an outage. */
  readonly suspect?: (realm: string, provider: string) => void;
  /** Told of what operators want to know; never an address, a number or a text. */
  readonly log: (level: 'info' | 'warn', facts: JsonObject, message: string) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Pauses before another try, milliseconds. */
  readonly pauses?: readonly number[];
}

export interface MessageService extends MessagePort {
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>;
  /** Takes no more, and lets what is on its way go for a moment. */
  close(): Promise<void>;
}

/** A message with its address as gateways take it, and the settings that it goes by. */
interface Addressed {
  readonly message: OutgoingMessage;
  readonly to: string;
  readonly settings: MessagesService;
}

/** Sends texts to people beside the sign-ons, each by the way of its channel; what there is no way for is kept for whoever tries the server out. */
export function createMessageService(deps: MessageServiceDeps): MessageService {
  const { throttle, claims, now, log } = deps;
  const tokens = new GatewayTokens(deps.http);
  const sns = new SnsSms(deps.awsRole);
  const nodeServers = new NodeMailServers(deps.mailServers);
  const queue = createDeliveryQueue<OutgoingMessage, Addressed>({
    claims,
    make: sendable,
    deliver: (addressed) => watched(addressed),
    isUnreachable,
    isPassing: (error) => (error instanceof MessageRefusal || error instanceof MailRefusal) && error.passing,
    failed: (message, error) => {
      const isRefusal = error instanceof MessageRefusal || error instanceof MailRefusal;
      const reason = isRefusal ? error.reason : error instanceof WaygateError ? error.code : 'unexpected';
      tell('warn', message, reason, 'A message did not go out.', isRefusal ? error.response : undefined);
    },
    dropped: (message) => tell('warn', message, 'busy', 'A message was dropped, because too many wait.'),
    pauses: deps.pauses,
  });

  async function sendable(message: OutgoingMessage): Promise<Addressed | undefined> {
    const settings = (await deps.settings(message.realm)) ?? messagesService.parse({});
    const to = message.channel === 'email' ? mailAddress(message.to) : telephoneNumber(message.to, settings.countryCode);
    if (to === undefined) return tell('warn', message, 'address', 'A message did not go out: its recipient is no address.');
    if (!(await takePlaces(message, to, settings)))
      return tell('warn', message, 'throttled', 'A message did not go out: there were too many of late.');
    return { message, to, settings };
  }

  async function takePlaces(message: OutgoingMessage, to: string, settings: MessagesService): Promise<boolean> {
    const { realm, channel, runId, personId } = message;
    const at = now();
    const windowMs = settings.windowMinutes * 60_000;
    const place = nameOf(message);
    if ((await throttle.take(`message-run|${runId}`, place, PER_RUN, RUN_WINDOW_MS, at)) !== undefined) return false;
    const address = hashOf(to.normalize('NFC').toLowerCase());
    if ((await throttle.take(`message|${realm}|${channel}|${address}`, place, settings.perAddress, windowMs, at)) !== undefined)
      return false;
    if (personId === undefined) return true;
    return (await throttle.take(`message-person|${realm}|${channel}|${personId}`, place, settings.perPerson, windowMs, at)) === undefined;
  }

  async function watched(addressed: Addressed): Promise<void> {
    try {
      await deliver(addressed);
    } catch (error) {
      const { realm, dependsOn } = addressed.message;
      if (dependsOn !== undefined && isUnreachable(error)) deps.suspect?.(realm, dependsOn);
      throw error;
    }
  }

  async function deliver({ message, to, settings }: Addressed): Promise<void> {
    const { realm, channel, text } = message;
    if (channel === 'email') {
      const mail = nodeServers.for(message.mailServer) ?? deps.mail?.transport;
      if (mail === undefined) return keep(message, to);
      const from = message.from ?? deps.mail?.from ?? 'waygate@localhost';
      return mail.deliver({ from, to, subject: message.subject ?? '', text });
    }
    const gateway = channel === 'sms' ? settings.sms : settings.voice;
    if (gateway === undefined) return keep(message, to);
    if (gateway.type === 'sns') return sns.send(realm, gateway, to, text);
    return sendByHttp(
      gateway,
      { channel, to, text },
      { http: deps.http, inClear: deps.inClear, token: (oauth, within, refused) => tokens.get(realm, oauth, within, refused) },
    );
  }

  async function keep(message: OutgoingMessage, to: string): Promise<void> {
    if (deps.outbox === undefined) throw new MessageRefusal('gateway', false);
    const { realm, channel, subject, text } = message;
    const at = now();
    await deps.outbox.add(realm, {
      id: nameOf(message),
      channel,
      to,
      ...(subject === undefined ? {} : { subject }),
      text,
      at,
      expiresAt: at + KEPT_MS,
    });
  }

  /** A step that is repeated after a while has another code, which has to go out: the old one is good for nothing then. */
  function nameOf({ realm, channel, to, text, idempotencyKey }: OutgoingMessage): string {
    return claims.nameOf('message', realm, channel, to, text, idempotencyKey);
  }

  function tell(level: 'info' | 'warn', { realm, channel }: OutgoingMessage, reason: string, text: string, response?: number): undefined {
    log(level, { event: 'message', realm, channel, reason, ...(response === undefined ? {} : { response }) }, text);
  }

  return {
    send: (message) => queue.send(message, nameOf(message)),
    deliver: (message) =>
      queue.sendNow(message, nameOf(message)).catch((error: unknown) => {
        throw unreachable(error);
      }),
    reachMail: (server) => expectMail(nodeServers.for(server) ?? deps.mail?.transport),
    async mayAskForCode(request) {
      return (await throttle.take(codesOf(request), request.use, CODES_UNANSWERED, CODES_WINDOW_MS, now())) === undefined;
    },
    codeCameBack: (request) => throttle.release(codesOf(request), request.use),
    idle: queue.idle,
    close: queue.close,
  };
}

/** Name of the counter that bounds how many codes a person gets. */
function codesOf({ realm, channel, personId }: CodeRequest): string {
  return `message-codes|${realm}|${channel}|${personId}`;
}

function mailAddress(text: string): string | undefined {
  const address = text.trim();
  return isMailAddress(address) ? address : undefined;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
