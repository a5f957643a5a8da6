import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Throttle } from '@waygate/mfa';
import type { MailPort, TemplatedMail } from '@waygate/node-kit';
import { type JsonObject, WaygateError } from '@waygate/schema';
import { type EmailTemplate, emailTemplate } from './email-template.ts';
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
/** How many mails are on their way at once, and how many wait. */
const AT_ONCE = 4;
const LONGEST_QUEUE = 1_000;
/** How many refused mails wait for another try, apart from those that are new. */
const MOST_LATER = 1_000;
/** How many keys of sent mails are remembered. */
const KEPT_KEYS = 5_000;
/** Pauses before another try, milliseconds. */
const PAUSES: readonly number[] = [1_000, 5_000, 20_000];
/** How long what is on its way has when the server stops, milliseconds. */
const GRACE_MS = 4_000;
const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}]{1,255}$/u;

export interface MailServiceDeps {
  /** A template that the realm keeps. */
  readonly template: (realm: string, id: string) => Promise<JsonObject | undefined>;
  readonly transport: MailTransport;
  readonly throttle: Throttle;
  /** Sender of templates that name none. */
  readonly from: string;
  /** Told of what operators want to know; never an address, a link or a text. */
  readonly log: (level: 'info' | 'warn', facts: JsonObject, message: string) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Pauses before another try, milliseconds. */
  readonly pauses?: readonly number[];
}

/** A mail that is made, and how often it was refused. */
interface MadeMail {
  readonly mail: TemplatedMail;
  readonly message: MailMessage;
  readonly refusals: number;
}

export interface MailService extends MailPort {
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>;
  /** Takes no more, and lets what is on its way go for a moment. */
  close(): Promise<void>;
}

/** Makes mails of templates and sends them beside the sign-ons: what is slow or broken about it holds up nobody and tells nobody anything. */
export function createMailService(deps: MailServiceDeps): MailService {
  const { transport, throttle, from, log, now, pauses = PAUSES } = deps;
  const waiting: TemplatedMail[] = [];
  /** Refused mails whose pause is over; each goes after those that are new. */
  const again: MadeMail[] = [];
  /** Refused mails whose pause is not over, each with its timer. */
  const resting = new Map<MadeMail, NodeJS.Timeout>();
  const keys = new Set<string>();
  const stopping = new AbortController();
  let running = 0;
  let idle = Promise.withResolvers<void>();
  idle.resolve();

  async function templateOf(realm: string, id: string): Promise<EmailTemplate | undefined> {
    const own = await deps.template(realm, id);
    const raw = own ?? (Object.hasOwn(shippedTemplates, id) ? shippedTemplates[id] : undefined);
    if (raw === undefined) return undefined;
    const parsed = emailTemplate.safeParse(raw);
    if (parsed.success) return parsed.data;
    throw new WaygateError('authoring', 'mail.template_malformed', `The e-mail template ${id} is not what a template is.`);
  }

  function send(mail: TemplatedMail): void {
    if (keys.has(mail.idempotencyKey)) return;
    if (stopping.signal.aborted || waiting.length >= LONGEST_QUEUE) {
      tell('warn', mail, 'busy', 'A mail was dropped, because too many wait.');
      return;
    }
    if (keys.size >= KEPT_KEYS) for (const oldest of [...keys].slice(0, KEPT_KEYS / 10)) keys.delete(oldest);
    keys.add(mail.idempotencyKey);
    waiting.push(mail);
    hire();
  }

  function hire(): void {
    if (running >= AT_ONCE) return;
    if (running === 0 && resting.size === 0) idle = Promise.withResolvers<void>();
    running += 1;
    // After the answer to whoever is at the page: not even the making of a mail takes of its time.
    setImmediate(() => void work());
  }

  async function work(): Promise<void> {
    for (let next = take(); next !== undefined; next = take()) {
      const { mail } = next;
      try {
        const made = 'message' in next ? next : await make(mail);
        if (made !== undefined) await deliver(made);
      } catch (error) {
        const reason = error instanceof WaygateError ? error.code : error instanceof MailRefusal ? error.reason : 'unexpected';
        tell('warn', mail, reason, 'A mail did not go out.', error instanceof MailRefusal ? error.response : undefined);
      }
    }
    running -= 1;
    settle();
  }

  /** What is new goes first, so that servers that refuse hold up nobody else's mail. */
  function take(): MadeMail | { readonly mail: TemplatedMail } | undefined {
    const fresh = waiting.shift();
    return fresh === undefined ? again.shift() : { mail: fresh };
  }

  function settle(): void {
    if (running === 0 && resting.size === 0) idle.resolve();
  }

  async function make(mail: TemplatedMail): Promise<MadeMail | undefined> {
    const template = await sendable(mail);
    if (template === undefined) return undefined;
    const message = { from: template.from || from, to: mail.to, ...renderTemplate(template, mail.object, mail.locales) };
    return { mail, message, refusals: 0 };
  }

  async function deliver(made: MadeMail): Promise<void> {
    try {
      await transport.deliver(made.message);
    } catch (error) {
      const wait = pauses[made.refusals];
      if (!(error instanceof MailRefusal && error.passing) || wait === undefined || stopping.signal.aborted) throw error;
      if (resting.size + again.length >= MOST_LATER) throw error;
      rest({ ...made, refusals: made.refusals + 1 }, wait);
    }
  }

  function rest(made: MadeMail, wait: number): void {
    const timer = setTimeout(() => {
      again.push(made);
      hire();
      resting.delete(made);
    }, wait);
    timer.unref();
    resting.set(made, timer);
  }

  /** The template of a mail that may go out; undefined, and told, when it may not. */
  async function sendable(mail: TemplatedMail): Promise<EmailTemplate | undefined> {
    if (!ADDRESS.test(mail.to)) return tell('warn', mail, 'address', 'A mail did not go out: its recipient is no address.');
    const template = await templateOf(mail.realm, mail.template);
    if (template === undefined) return tell('warn', mail, 'template', 'A mail did not go out: its template is gone.');
    if (!template.enabled) return tell('info', mail, 'disabled', 'A mail did not go out: its template is switched off.');
    if (!(await takePlace(mail))) return tell('warn', mail, 'throttled', 'A mail did not go out: there were too many of late.');
    return template;
  }

  async function takePlace({ realm, template, to, runId, idempotencyKey }: TemplatedMail): Promise<boolean> {
    const address = createHash('sha256').update(to.normalize('NFC').toLowerCase()).digest('base64url');
    const at = now();
    if ((await throttle.take(`mail-run|${runId}`, idempotencyKey, PER_RUN, RUN_WINDOW_MS, at)) !== undefined) return false;
    return (await throttle.take(`mail|${realm}|${template}|${address}`, idempotencyKey, PER_ADDRESS, ADDRESS_WINDOW_MS, at)) === undefined;
  }

  function tell(level: 'info' | 'warn', { realm, template }: TemplatedMail, reason: string, message: string, response?: number): undefined {
    log(level, { event: 'mail', realm, template, reason, ...(response === undefined ? {} : { response }) }, message);
  }

  return {
    template: async (realm, id) => {
      const found = await templateOf(realm, id);
      return found === undefined ? 'missing' : found.enabled ? 'ready' : 'disabled';
    },
    send,
    idle: () => idle.promise,
    close: async () => {
      stopping.abort();
      for (const [made, timer] of resting) {
        clearTimeout(timer);
        again.push(made);
        hire();
      }
      resting.clear();
      await Promise.race([idle.promise, pause(GRACE_MS, undefined, { ref: false })]);
    },
  };
}
