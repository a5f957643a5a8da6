import { setTimeout as pause } from 'node:timers/promises';
import type { WebhookPort } from '@waygate/node-kit';
import { type JsonObject, WaygateError, type WebhooksService } from '@waygate/schema';
import type { EndedSession, SessionEnds, ToldWebhook } from '@waygate/storage';
import type { OutboundHttp } from '../outbound/create-outbound-http.ts';
import { fillWebhook } from './fill-webhook.ts';

/** Sessions whose webhooks are told at once. */
const AT_ONCE = 8;
/** How long one try may take until somebody else makes another, milliseconds. More than a request may take. */
const CLAIM_MS = 60_000;
/** How long before its last look something may have fallen due that it did not see, milliseconds. */
const OVERLAP_MS = 60_000;
/** Pauses before each other try, milliseconds: eight tries within five hours. */
const PAUSES: readonly number[] = [5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 10_800_000];
/** How long what is on its way has when the server stops, milliseconds. */
const GRACE_MS = 4_000;
/** What may be well a little later. */
const PASSING = new Set(['outbound.failed', 'outbound.too_late', 'outbound.unresolved']);

export interface WebhookServiceDeps {
  readonly settings: (realm: string) => Promise<WebhooksService | undefined>;
  readonly ends: SessionEnds;
  /** Follows no redirect: the end of a session is for the webhook that was named. */
  readonly http: OutboundHttp;
  /** Webhooks that may be told unencrypted, as `host` or `host:port`. */
  readonly inClear: ReadonlySet<string>;
  /** Told of what operators want to know; never an address, a header or a property. */
  readonly log: (level: 'info' | 'warn', facts: JsonObject, message: string) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface WebhookService extends WebhookPort {
  /** Tells webhooks of the sessions that have ended, and again of those that they did not take; to be called now and then, by one after the other. */
  tellDue(): Promise<void>;
  /** Tells no more, and lets what is on its way go for a moment. */
  close(): Promise<void>;
}

/** How a try came out; a `reason` names what was wrong with it. */
type Told = { readonly state: 'taken' } | { readonly state: 'later' | 'never'; readonly reason: string };

/** Tells webhooks of ended sessions, at least once each, whatever happens to the process meanwhile. */
export function createWebhookService({ settings, ends, http, inClear, log, now }: WebhookServiceDeps): WebhookService {
  let looked: number | undefined;
  let running: Promise<void> | undefined;
  let isClosed = false;

  async function look(): Promise<void> {
    const at = now();
    const due = [...(await ends.due(at, looked === undefined ? undefined : looked - OVERLAP_MS))];
    const work = async () => {
      for (let id = due.shift(); id !== undefined && !isClosed; id = due.shift()) await tell(id);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    // What was left because the server stops is found by whoever runs next.
    if (!isClosed) looked = at;
  }

  async function tell(id: string): Promise<void> {
    const at = now();
    const claimed = await ends.claim(id, at, at + CLAIM_MS);
    if (claimed === undefined) return;
    const tries = claimed.tries + 1;
    const wait = PAUSES[claimed.tries];
    const tried = await Promise.all(claimed.webhooks.map(async (webhook) => ({ webhook, told: await tellOne(webhook, claimed) })));
    const left = tried.flatMap(({ webhook, told }) => (told.state === 'later' && wait !== undefined ? [webhook] : []));
    for (const { webhook, told } of tried) {
      if (told.state === 'taken') continue;
      const facts = { event: 'webhook', realm: claimed.realm, webhook: webhook.name, id: webhook.eventId, reason: told.reason, tries };
      if (left.includes(webhook)) log('info', facts, 'A webhook was not told of the end of a session; it is tried again.');
      else log('warn', facts, 'A webhook was not told of the end of a session, and will not be.');
    }
    await ends.settle(claimed, { webhooks: left, tries, dueAt: now() + (wait ?? 0) });
  }

  async function tellOne({ name, eventId }: ToldWebhook, ended: EndedSession): Promise<Told> {
    const all = (await settings(ended.realm))?.webhooks ?? {};
    const webhook = Object.hasOwn(all, name) ? all[name] : undefined;
    if (webhook === undefined) return { state: 'never', reason: 'missing' };
    const filled = fillWebhook(webhook, ended);
    if (filled === undefined) return { state: 'never', reason: 'address' };
    const { protocol, host, hostname } = new URL(filled.url);
    if (protocol === 'http:' && !inClear.has(host) && !inClear.has(hostname)) return { state: 'never', reason: 'unencrypted' };
    const headers = { ...filled.headers, 'content-type': `${webhook.contentType}; charset=utf-8`, 'webhook-id': eventId };
    try {
      const { status } = await http.send({ url: filled.url, method: 'POST', headers, body: filled.body });
      if (status >= 200 && status <= 299) return { state: 'taken' };
      const passes = status >= 500 || status === 408 || status === 429;
      return { state: passes ? 'later' : 'never', reason: `status ${status}` };
    } catch (error) {
      if (!(error instanceof WaygateError)) throw error;
      return { state: PASSING.has(error.code) ? 'later' : 'never', reason: error.code };
    }
  }

  return {
    async exists(realm, name) {
      return Object.hasOwn((await settings(realm))?.webhooks ?? {}, name);
    },
    tellDue() {
      if (isClosed) return Promise.resolve();
      running ??= look().finally(() => {
        running = undefined;
      });
      return running;
    },
    async close() {
      isClosed = true;
      // What it comes to is told to whoever had it begun.
      await Promise.race([running?.catch(() => undefined), pause(GRACE_MS, undefined, { ref: false })]);
    },
  };
}
