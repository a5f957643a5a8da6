import { createHash } from 'node:crypto';
import type { Throttle } from '@waygate/mfa';
import type { MailPort, TemplatedMail } from '@waygate/node-kit';
import { type JsonObject, WaygateError } from '@waygate/schema';
import type { DeliveryClaims } from '../delivery/delivery-claims.ts';
import { createDeliveryQueue } from '../delivery/delivery-queue.ts';
import { isUnreachable } from '../delivery/is-unreachable.ts';
import { type EmailTemplate, emailTemplate } from './email-template.ts';
import { expectMail } from './expect-mail.ts';
import { isMailAddress } from './is-mail-address.ts';
import type { MailMessage } from './mail-message.ts';
import { MailRefusal, type MailTransport } from './mail-transport.ts';
import { renderTemplate } from './render-template.ts';
import { shippedTemplates } from './shipped-templates.ts';

/** Mails by one template that one address of a realm gets in a window, whoever asks for them. */
const PER_ADDRESS = 5;
const ADDRESS_WINDOW_MS = 15 * 60_000;
/** Mails that one run sends. */
const PER_RUN = 10;
const RUN_WINDOW_MS = 24 * 3_600_000;

export interface MailServiceDeps {
  /** A template that the realm keeps. */
  readonly template: (realm: string, id: string) => Promise<JsonObject | undefined>;
  readonly transport: MailTransport;
  readonly throttle: Throttle;
  readonly claims: DeliveryClaims;
  /** Sender of templates that name none. */
  readonly from: string;
  /** Told of the provider that a mail depends on which met an outage. */
  readonly suspect?: (realm: string, provider: string) => void;
  /** Told of what operators want to know; never an address, a link or a text. */
  readonly log: (level: 'info' | 'warn', facts: JsonObject, message: string) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Pauses before another try, milliseconds. */
  readonly pauses?: readonly number[];
}

export interface MailService extends MailPort {
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>;
  /** Takes no more, and lets what is on its way go for a moment. */
  close(): Promise<void>;
}

/** Makes mails of templates and sends them beside the sign-ons: what is slow or broken about it holds up nobody and tells nobody anything. */
export function createMailService(deps: MailServiceDeps): MailService {
  const { transport, throttle, claims, from, log, now, pauses } = deps;
  const queue = createDeliveryQueue<TemplatedMail, { readonly message: MailMessage; readonly mail: TemplatedMail }>({
    claims,
    make,
    deliver,
    isUnreachable,
    isPassing: (error) => error instanceof MailRefusal && error.passing,
    failed: (mail, error) => {
      const reason = error instanceof WaygateError ? error.code : error instanceof MailRefusal ? error.reason : 'unexpected';
      tell('warn', mail, reason, 'A mail did not go out.', error instanceof MailRefusal ? error.response : undefined);
    },
    dropped: (mail) => tell('warn', mail, 'busy', 'A mail was dropped, because too many wait.'),
    pauses,
  });

  async function templateOf(realm: string, id: string): Promise<EmailTemplate | undefined> {
    const own = await deps.template(realm, id);
    const raw = own ?? (Object.hasOwn(shippedTemplates, id) ? shippedTemplates[id] : undefined);
    if (raw === undefined) return undefined;
    const parsed = emailTemplate.safeParse(raw);
    if (parsed.success) return parsed.data;
    throw new WaygateError('authoring', 'mail.template_malformed', `The e-mail template ${id} is not what a template is.`);
  }

  async function make(mail: TemplatedMail): Promise<{ readonly message: MailMessage; readonly mail: TemplatedMail } | undefined> {
    const template = await sendable(mail);
    if (template === undefined) return undefined;
    return { mail, message: { from: template.from || from, to: mail.to, ...renderTemplate(template, mail.object, mail.locales) } };
  }

  async function deliver({
    message,
    mail: { realm, dependsOn },
  }: {
    readonly message: MailMessage;
    readonly mail: TemplatedMail;
  }): Promise<void> {
    try {
      await transport.deliver(message);
    } catch (error) {
      if (dependsOn !== undefined && isUnreachable(error)) deps.suspect?.(realm, dependsOn);
      throw error;
    }
  }

  /** The template of a mail that may go out; undefined, and told, when it may not. */
  async function sendable(mail: TemplatedMail): Promise<EmailTemplate | undefined> {
    if (!isMailAddress(mail.to)) return tell('warn', mail, 'address', 'A mail did not go out: its recipient is no address.');
    const template = await templateOf(mail.realm, mail.template);
    if (template === undefined) return tell('warn', mail, 'template', 'A mail did not go out: its template is gone.');
    if (!template.enabled) return tell('info', mail, 'disabled', 'A mail did not go out: its template is switched off.');
    if (!(await takePlace(mail))) return tell('warn', mail, 'throttled', 'A mail did not go out: there were too many of late.');
    return template;
  }

  async function takePlace(mail: TemplatedMail): Promise<boolean> {
    const { realm, template, to, runId } = mail;
    const address = createHash('sha256').update(to.normalize('NFC').toLowerCase()).digest('base64url');
    const at = now();
    const place = nameOf(mail);
    if ((await throttle.take(`mail-run|${runId}`, place, PER_RUN, RUN_WINDOW_MS, at)) !== undefined) return false;
    return (await throttle.take(`mail|${realm}|${template}|${address}`, place, PER_ADDRESS, ADDRESS_WINDOW_MS, at)) === undefined;
  }

  /** What is said in it does not count: of one step the same template goes to the same address once. */
  function nameOf({ realm, template, to, idempotencyKey }: TemplatedMail): string {
    return claims.nameOf('mail', realm, template, to, idempotencyKey);
  }

  function tell(level: 'info' | 'warn', { realm, template }: TemplatedMail, reason: string, message: string, response?: number): undefined {
    log(level, { event: 'mail', realm, template, reason, ...(response === undefined ? {} : { response }) }, message);
  }

  return {
    template: async (realm, id) => {
      const found = await templateOf(realm, id);
      return found === undefined ? 'missing' : found.enabled ? 'ready' : 'disabled';
    },
    send: (mail) => queue.send(mail, nameOf(mail)),
    reach: () => expectMail(transport),
    idle: queue.idle,
    close: queue.close,
  };
}
