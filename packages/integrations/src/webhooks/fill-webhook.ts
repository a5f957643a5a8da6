import type { Webhook } from '@waygate/schema';
import type { EndedSession } from '@waygate/storage';

const PLACEHOLDER = /\$\{([^{}]*)\}/g;
/** What browsers and servers take for a step up, or for none. */
const DOTS = /^(\.|%2e){1,2}$/i;

/** A request to a webhook, with what its templates name of the session. */
export interface FilledWebhook {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Fills in the templates of a webhook: every value is escaped as its place asks for, so that no property can become a field or a part of an address of its own. What the
 * session does not have is empty.
 * @returns undefined when a value would lead to another path of the address
 */
export function fillWebhook(webhook: Webhook, ended: EndedSession): FilledWebhook | undefined {
  const values = valuesOf(ended);
  const fill = (template: string, asItMust: (value: string) => string) =>
    template.replaceAll(PLACEHOLDER, (_whole, name: string) => asItMust(Object.hasOwn(values, name) ? (values[name] ?? '') : ''));
  const url = fill(webhook.url, (value) => encodeURIComponent(value.toWellFormed()));
  const [path = ''] = url.split(/[?#]/);
  if (path.split('/').some((segment) => DOTS.test(segment))) return undefined;
  const headers = Object.entries(webhook.headers).map(([name, template]) => [
    name,
    fill(template, (value) => value.toWellFormed().replaceAll(/[^\x20-\x7e]/g, ' ')),
  ]);
  return { url, headers: Object.fromEntries(headers), body: fill(webhook.body, ESCAPES[webhook.contentType]) };
}

const ESCAPES: Readonly<Record<Webhook['contentType'], (value: string) => string>> = {
  'application/json': (value) => JSON.stringify(value).slice(1, -1),
  'application/x-www-form-urlencoded': (value) => encodeURIComponent(value.toWellFormed()),
  'text/plain': (value) => value,
};

/** Properties of the session as clients see them, and what happened to it. */
function valuesOf({ properties, handle, authLevel, realm, username, createdAt, end }: EndedSession): Record<string, string> {
  return {
    ...properties,
    AMCtxId: handle,
    AuthLevel: String(authLevel),
    Organization: realm,
    UserId: username,
    authInstant: `${new Date(createdAt).toISOString().slice(0, 19)}Z`,
    WebhookEventType: end.how,
  };
}
