import { type HttpMessageGateway, WaygateError } from '@waygate/schema';
import type { OutboundHttp } from '../outbound/create-outbound-http.ts';
import { fillBody, fillHeaders, type MessageValues } from './fill-message.ts';
import { MessageRefusal } from './message-refusal.ts';

/**
 * Hands a message to a service that takes it by HTTP.
 * @param http follows no redirect: the message is for the service that was named
 * @param inClear hosts that may be spoken to unencrypted
 * @throws MessageRefusal
 */
export async function sendByHttp(
  gateway: HttpMessageGateway,
  values: MessageValues,
  http: OutboundHttp,
  inClear: ReadonlySet<string>,
): Promise<void> {
  const { protocol, host, hostname } = new URL(gateway.url);
  if (protocol === 'http:' && !inClear.has(host) && !inClear.has(hostname)) throw new MessageRefusal('unencrypted', false);
  const { status, body } = await http
    .send({
      url: gateway.url,
      method: gateway.method,
      headers: { 'content-type': `${gateway.contentType}; charset=utf-8`, ...fillHeaders(gateway, values) },
      body: fillBody(gateway, values),
      within: gateway.timeoutSeconds * 1_000,
    })
    .catch((error: unknown) => {
      if (!(error instanceof WaygateError)) throw error;
      throw new MessageRefusal(error.code, error.code === 'outbound.failed' || error.code === 'outbound.too_late');
    });
  if (status < 200 || status > 299) throw new MessageRefusal('status', status === 429 || status >= 500, status);
  if (gateway.successText !== undefined && !body.includes(gateway.successText)) throw new MessageRefusal('answer', false, status);
}
