import { type GatewayOAuth, type HttpMessageGateway, WaygateError } from '@waygate/schema';
import type { OutboundHttp } from '../outbound/create-outbound-http.ts';
import { withinSignal } from '../outbound/within-signal.ts';
import { fillBody, fillHeaders, type MessageValues } from './fill-message.ts';
import { MessageRefusal } from './message-refusal.ts';

/** Whom messages of a realm are handed to, and how. */
export interface HttpSurroundings {
  /** Follows no redirect: the message is for the service that was named. */
  readonly http: OutboundHttp;
  /** Hosts that may be spoken to unencrypted. */
  readonly inClear: ReadonlySet<string>;
  /** A token for a gateway that wants one. @param within milliseconds. @param refused token that it did not take */
  readonly token: (oauth: GatewayOAuth, within: number, refused?: string) => Promise<string>;
}

const UNAUTHORIZED = 401;

/**
 * Hands a message to a service that takes it by HTTP. One that does not take a token gets the message once more with another one. All of it shares the time of the gateway.
 * @throws MessageRefusal
 */
export async function sendByHttp(
  gateway: HttpMessageGateway,
  values: MessageValues,
  { http, inClear, token }: HttpSurroundings,
): Promise<void> {
  for (const address of [gateway.url, gateway.oauth?.tokenUrl]) {
    if (address !== undefined && isBarred(address, inClear)) throw new MessageRefusal('unencrypted', false);
  }
  const within = gateway.timeoutSeconds * 1_000;
  const begun = performance.now();
  const left = () => {
    const milliseconds = Math.ceil(within - (performance.now() - begun));
    if (milliseconds <= 0) throw new MessageRefusal('outbound.too_late', true);
    return milliseconds;
  };
  const send = async (authorization: Readonly<Record<string, string>>) =>
    http
      .send({
        url: gateway.url,
        method: gateway.method,
        headers: { 'content-type': `${gateway.contentType}; charset=utf-8`, ...fillHeaders(gateway, values), ...authorization },
        body: fillBody(gateway, values),
        within: left(),
      })
      .catch((error: unknown) => {
        throw error instanceof WaygateError ? MessageRefusal.of(error) : error;
      });
  const inTime = async (asked: (within: number) => Promise<string>) => {
    const signal = AbortSignal.timeout(left());
    return withinSignal(signal, asked(within)).catch((error: unknown) => {
      throw error === signal.reason ? new MessageRefusal('outbound.too_late', true) : error;
    });
  };
  const sendWithToken = async (oauth: GatewayOAuth) => {
    const first = await inTime((most) => token(oauth, most));
    const answer = await send({ authorization: `Bearer ${first}` });
    return answer.status === UNAUTHORIZED ? send({ authorization: `Bearer ${await inTime((most) => token(oauth, most, first))}` }) : answer;
  };
  const { status, body } = gateway.oauth === undefined ? await send({}) : await sendWithToken(gateway.oauth);
  if (status < 200 || status > 299) throw new MessageRefusal('status', status === 429 || status >= 500, status);
  if (gateway.successText !== undefined && !body.includes(gateway.successText)) throw new MessageRefusal('answer', false, status);
}

function isBarred(address: string, inClear: ReadonlySet<string>): boolean {
  const { protocol, host, hostname } = new URL(address);
  return protocol === 'http:' && !inClear.has(host) && !inClear.has(hostname);
}
