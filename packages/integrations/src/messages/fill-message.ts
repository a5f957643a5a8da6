import type { HttpMessageGateway } from '@waygate/schema';

/** What placeholders of a gateway's templates stand for. */
export interface MessageValues {
  readonly channel: string;
  /** In E.164. */
  readonly to: string;
  readonly text: string;
}

const PLACEHOLDER = /\{\{\s*([\w.-]+)\s*\}\}/g;

/** The body of a request to a gateway: every value escaped as the content type asks for, so that no text can become a field of its own. */
export function fillBody(gateway: HttpMessageGateway, values: MessageValues): string {
  return fill(gateway.body, gateway, values, ESCAPES[gateway.contentType]);
}

/** The headers of a request to a gateway. */
export function fillHeaders(gateway: HttpMessageGateway, values: MessageValues): Record<string, string> {
  return Object.fromEntries(
    Object.entries(gateway.headers).map(([name, value]) => [
      name,
      fill(value, gateway, values, (text) => text.replaceAll(/[\r\n\0]/g, ' ')),
    ]),
  );
}

function fill(template: string, gateway: HttpMessageGateway, values: MessageValues, asItMust: (text: string) => string): string {
  const { channel, to, text } = values;
  const known: Readonly<Record<string, string>> = {
    channel,
    to,
    toDigits: to.replace(/^\+/, ''),
    text,
    textAsXml: asXml(text),
    from: gateway.from,
    ...Object.fromEntries(Object.entries(gateway.secrets).map(([name, value]) => [`secret.${name}`, value])),
  };
  // What is not known was refused when the settings were made.
  return template.replaceAll(PLACEHOLDER, (_whole, name: string) => asItMust(Object.hasOwn(known, name) ? (known[name] ?? '') : ''));
}

const ESCAPES: Readonly<Record<HttpMessageGateway['contentType'], (text: string) => string>> = {
  'application/json': (text) => JSON.stringify(text).slice(1, -1),
  'application/x-www-form-urlencoded': (text) => encodeURIComponent(text.toWellFormed()),
  'application/xml': asXml,
  'text/plain': (text) => text,
};

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

function asXml(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ').replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
