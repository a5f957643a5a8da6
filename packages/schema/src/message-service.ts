import { z } from 'zod';
import { ADDRESS_OF_KEY, hasWholeKey, isAddressOfKey, SNS_PLACE, WHOLE_KEY } from './sns-access.ts';

/** What stands in a template for what is put there: `{{to}}`, or `{{secret.name}}`. */
const PLACEHOLDER = /\{\{\s*([\w.-]+)\s*\}\}/g;
const PLAIN = new Set(['to', 'toDigits', 'text', 'textAsXml', 'channel', 'from']);
const NAME = /^[A-Za-z][\w-]{0,63}$/;

/** Amazon SNS, which sends text messages to numbers. */
const snsGateway = z
  .strictObject({
    type: z.literal('sns'),
    accessKey: z.string().min(1).max(256).optional().meta({ title: 'SNS access key id' }),
    secret: z.string().min(1).max(1024).optional().meta({ title: 'SNS access key secret', secret: true }),
    ...SNS_PLACE,
    /** Name that the phone shows as the sender, where a country allows it. */
    senderId: z
      .string()
      .regex(/^(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/)
      .optional()
      .meta({ title: 'Sender ID' }),
  })
  .refine(hasWholeKey, WHOLE_KEY)
  .refine(isAddressOfKey, ADDRESS_OF_KEY);

/** An address has no password in it: addresses are shown and logged. */
const hasNoPassword = (url: string) => !/^https?:[/\\]*[^/\\?#]*@/i.test(url);

/** Where short-lived tokens for a gateway come from (OAuth client credentials, RFC 6749 and 7523). */
const gatewayOAuth = z
  .strictObject({
    tokenUrl: z
      .url({ protocol: /^https?$/ })
      .refine(hasNoPassword, 'An address is no place for a password.')
      .meta({ title: 'Token endpoint' }),
    clientId: z.string().min(1).max(512).meta({ title: 'Client ID' }),
    clientSecret: z.string().min(1).max(4_096).optional().meta({ title: 'Client secret', secret: true }),
    privateKey: z
      .string()
      .regex(/^\s*-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'This is no private key (PEM).')
      .max(16_384)
      .optional()
      .meta({ title: 'Private key (PEM), in the place of a secret', secret: true }),
    keyId: z.string().min(1).max(256).optional().meta({ title: 'ID of that key' }),
    scope: z.string().min(1).max(1_024).optional().meta({ title: 'Scope' }),
  })
  .refine(({ clientSecret, privateKey }) => (clientSecret === undefined) !== (privateKey === undefined), {
    path: ['clientSecret'],
    message: 'A client has a secret or a private key, and not both.',
  });
export type GatewayOAuth = z.infer<typeof gatewayOAuth>;

/** Any service that takes messages by HTTP. Of the templates only values are filled in, escaped as the content type asks for. */
const httpGateway = z
  .strictObject({
    type: z.literal('http'),
    url: z.url({ protocol: /^https?$/ }).meta({ title: 'Address' }),
    method: z.enum(['POST', 'PUT']).default('POST').meta({ title: 'Method' }),
    headers: z
      .record(z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,128}$/), z.string().max(4_096))
      .default({})
      .meta({ title: 'Headers', secret: true }),
    contentType: z
      .enum(['application/json', 'application/x-www-form-urlencoded', 'application/xml', 'text/plain'])
      .default('application/json')
      .meta({ title: 'Content type' }),
    body: z.string().min(1).max(16_384).meta({ title: 'Body' }),
    from: z.string().max(64).default('').meta({ title: 'Sender, for {{from}}' }),
    secrets: z.record(z.string().regex(NAME), z.string().min(1).max(4_096)).default({}).meta({ title: 'Secrets, by name', secret: true }),
    /** Tokens that go along as `Authorization: Bearer`. */
    oauth: gatewayOAuth.optional().meta({ title: 'Tokens (OAuth)' }),
    timeoutSeconds: z.int().min(1).max(30).default(10).meta({ title: 'Timeout', unit: 'seconds' }),
    /** What the answer must contain besides a status from 200 to 299. */
    successText: z.string().min(1).max(256).optional().meta({ title: 'Text of a success' }),
  })
  .superRefine((gateway, context) => {
    for (const [path, template] of [['body', gateway.body] as const, ...Object.entries(gateway.headers)]) {
      for (const [whole, name = ''] of template.matchAll(PLACEHOLDER)) {
        const isKnown = PLAIN.has(name) || (name.startsWith('secret.') && Object.hasOwn(gateway.secrets, name.slice('secret.'.length)));
        if (!isKnown) context.addIssue({ code: 'custom', path: [path], message: `There is nothing to put in the place of ${whole}.` });
      }
    }
    if (!/\{\{\s*text(AsXml)?\s*\}\}/.test(gateway.body)) {
      context.addIssue({ code: 'custom', path: ['body'], message: 'The body must say where {{text}} goes.' });
    }
    if (gateway.contentType === 'application/json' && !isJson(gateway.body.replaceAll(PLACEHOLDER, '0'))) {
      context.addIssue({ code: 'custom', path: ['body'], message: 'The body is not JSON. Put placeholders inside of quotes.' });
    }
    if (!hasNoPassword(gateway.url)) {
      context.addIssue({ code: 'custom', path: ['url'], message: 'An address is no place for a password. Use a header.' });
    }
    if (gateway.oauth !== undefined && Object.keys(gateway.headers).some((name) => name.toLowerCase() === 'authorization')) {
      context.addIssue({
        code: 'custom',
        path: ['headers'],
        message: 'The token is the authorization. Take the header of that name away.',
      });
    }
  });
export type HttpMessageGateway = z.infer<typeof httpGateway>;
export type SnsMessageGateway = z.infer<typeof snsGateway>;

/** How messages of a realm reach people; mails go by the server's own way. Ours; AM has none. */
export const messagesService = z.strictObject({
  sms: z
    .discriminatedUnion('type', [snsGateway, httpGateway])
    .optional()
    .meta({ title: 'Gateway of text messages', help: 'See [messages.md](messages.md).' }),
  voice: httpGateway.optional().meta({ title: 'Gateway of calls', help: 'See [messages.md](messages.md).' }),
  countryCode: z
    .string()
    .regex(/^[1-9]\d{0,2}$/)
    .optional()
    .meta({ title: 'Country code', help: 'Stands before numbers that are written without one; one 0 at their beginning is left out.' }),
  perAddress: z.int().min(1).max(100).default(5).meta({ title: 'Messages per address', help: 'How many one address gets in the window.' }),
  perPerson: z.int().min(1).max(100).default(5).meta({
    title: 'Messages per person',
    help: 'How many one person gets in the window by each way, whatever the address is.',
  }),
  windowMinutes: z.int().min(1).max(1_440).default(15).meta({ title: 'Window', unit: 'minutes' }),
});
export type MessagesService = z.infer<typeof messagesService>;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
