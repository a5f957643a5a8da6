import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OutgoingMessage } from '@waygate/node-kit';
import { type JsonObject, messagesService } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';
import { onTestFinished } from 'vitest';
import { createDeliveryClaims } from '../../src/delivery/delivery-claims.ts';
import { createMessageService, type MessageServiceDeps } from '../../src/messages/message-service.ts';
import { createOutboundHttp } from '../../src/outbound/create-outbound-http.ts';

/** What a gateway was asked. */
export interface GatewayRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A gateway on a loopback port that answers as a test says, one answer for each request, then 200. */
export async function gatewayPeer(answers: { status: number; body?: string; location?: string }[] = []) {
  const requests: GatewayRequest[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      requests.push({ method: request.method, path: request.url, headers: request.headers, body: Buffer.concat(parts).toString() });
      const { status, body = 'accepted', location } = answers.shift() ?? { status: 200 };
      response.writeHead(status, location === undefined ? {} : { location }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { requests, host, url: `http://${host}/messages` };
}

/** A message service of which a test says the settings of its realm. */
export function messagesOf(settings: JsonObject, more: Partial<MessageServiceDeps> = {}, hosts: readonly string[] = []) {
  const clock = { now: 1_790_000_000_000 };
  const stores = openMemoryStores({ sealer: { seal: (_c, t) => t, open: (_c, t) => t }, now: () => clock.now });
  const told: JsonObject[] = [];
  const service = createMessageService({
    settings: async () => messagesService.parse(settings),
    http: createOutboundHttp({ allowed: new Set(hosts), redirects: 0 }),
    inClear: new Set(hosts),
    mail: undefined,
    mailServers: new Set(),
    outbox: stores.messageOutbox,
    throttle: stores.throttle,
    claims: createDeliveryClaims(stores.deliveryClaims, randomBytes(32)),
    now: () => clock.now,
    pauses: [0, 0],
    log: (_level, facts) => void told.push(facts),
    ...more,
  });
  let count = 0;
  const send = async (message: Partial<OutgoingMessage> = {}) => {
    count += 1;
    service.send({
      realm: '/alpha',
      channel: 'sms',
      to: '+49 171 1234567',
      text: 'Your code is 123456.',
      runId: `run-${count}`,
      idempotencyKey: `key-${count}`,
      ...message,
    });
    await service.idle();
  };
  const kept = () => stores.messageOutbox.list('/alpha');
  return { service, send, told, clock, kept, stores };
}
