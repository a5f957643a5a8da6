import { z } from 'zod';

/** What stands in a template for a property of the session: `${UserId}`. */
const PLACEHOLDER = /\$\{([^{}]*)\}/g;

/** Name of a webhook. */
export const webhookName = z.string().regex(/^[A-Za-z0-9][\w .-]{0,63}$/, {
  message: 'A name has letters, digits, spaces, dots, hyphens and underscores, 64 at most.',
});

/** Where a webhook is, and what it is told. Of the templates only values are filled in, escaped as their place asks for. */
export const webhook = z
  .strictObject({
    url: z.string().max(2_048).meta({ title: 'Address' }),
    headers: z
      .record(z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,128}$/), z.string().max(4_096))
      .default({})
      .meta({ title: 'Headers', secret: true }),
    contentType: z
      .enum(['application/json', 'application/x-www-form-urlencoded', 'text/plain'])
      .default('application/json')
      .meta({ title: 'Content type' }),
    body: z.string().max(16_384).default('').meta({ title: 'Body' }),
  })
  .superRefine(({ url, headers, contentType, body }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (
      !/^https?:\/\/[^/?#\s\\@$]+([/?#]|$)/i.test(url) ||
      !z.url({ protocol: /^https?$/ }).safeParse(url.replaceAll(PLACEHOLDER, '0')).success
    ) {
      refuse('url', 'The address must begin with http:// or https:// and a host, without a password, and without a placeholder in them.');
    }
    if (Object.keys(headers).some((name) => /^(content-type|webhook-id)$/i.test(name))) {
      refuse('headers', 'Content-Type is set by contentType, and Webhook-Id by the server.');
    }
    if (contentType === 'application/json' && body !== '' && !isJson(body.replaceAll(PLACEHOLDER, '0'))) {
      refuse('body', 'The body is not JSON. Put placeholders inside of quotes.');
    }
    for (const [path, template] of [['url', url], ['body', body], ...Object.values(headers).map((value) => ['headers', value])]) {
      if (template?.replaceAll(PLACEHOLDER, '').includes('${')) refuse(path ?? '', 'A placeholder is not closed.');
    }
  });
export type Webhook = z.infer<typeof webhook>;

/** Webhooks of a realm by name; nodes have them told when a session ends. In AM each is a configuration of its own. */
export const webhooksService = z.strictObject({
  webhooks: z.record(webhookName, webhook).default({}).meta({ title: 'Webhooks by name', help: 'See [webhooks.md](webhooks.md).' }),
});
export type WebhooksService = z.infer<typeof webhooksService>;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
