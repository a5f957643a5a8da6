import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { InboxMessage } from '../src/index.ts';
import { createInboxRoute } from '../src/routes/inbox.ts';
import { NOW, serve, TextStream } from './fixture.ts';

const AT = '/authenticator/inbox';

/** A server with an inbox that a test can put messages into. */
async function serveInbox() {
  const listeners = new Map<string, Set<(message: InboxMessage) => void>>();
  const waiting: InboxMessage[] = [];
  const others = { writes: 0 };
  const asked: (readonly string[])[] = [];
  /** What looks wait for, one after another, before they are answered. */
  const looks: Promise<void>[] = [];
  const unreadable: Error[] = [];
  const served = await serve({
    deps: {
      inbox: {
        subscribe: (inbox, listener) => {
          listeners.set(inbox, (listeners.get(inbox) ?? new Set()).add(listener));
          return () => listeners.get(inbox)?.delete(listener);
        },
        pending: async (_inbox, _now, tell) => {
          unreadable.forEach((error) => void tell(error));
          return [...waiting];
        },
        pendingIn: async (inboxes, _now, tell) => {
          asked.push(inboxes);
          await looks.shift();
          unreadable.forEach((error) => void tell(error));
          return new Map(inboxes.map((name) => [name, [...waiting]]));
        },
        changedByOthers: () => others.writes,
      },
    },
  });
  const key = randomBytes(32);
  const inbox = createHash('sha256').update(key).digest('base64url');
  const open = (by = key) =>
    served.call(AT, { headers: { authorization: `Bearer ${by.toString('base64url')}`, accept: 'text/event-stream' } });
  const push = (message: InboxMessage) => listeners.get(inbox)?.forEach((listener) => void listener(message));
  return { ...served, open, push, waiting, others, asked, looks, unreadable, listening: () => listeners.get(inbox)?.size ?? 0 };
}

const message = (id: string): InboxMessage => ({ messageId: id, jwt: `jwt-of-${id}`, expiresAt: NOW + 60_000 });

test('gives what waits, then what comes, each once and nothing else of it', async () => {
  const { open, push, waiting } = await serveInbox();
  waiting.push(message('first'));
  const response = await open();
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const stream = new TextStream(response);
  const began = await stream.until(/jwt-of-first"}\n\n/);
  push(message('first'));
  push(message('second'));
  expect(began + (await stream.until(/jwt-of-second"}\n\n/))).toBe(
    ': open\n\n' +
      'event: push\ndata: {"messageId":"first","jwt":"jwt-of-first"}\n\n' +
      'event: push\ndata: {"messageId":"second","jwt":"jwt-of-second"}\n\n',
  );
});

test('a person may have four windows open, and one more ends the oldest', async () => {
  const { open, push, listening } = await serveInbox();
  const streams: TextStream[] = [];
  for (let count = 0; count < 5; count += 1) {
    const stream = new TextStream(await open());
    await stream.until(/open/);
    streams.push(stream);
  }
  const [oldest, ...others] = streams;
  expect(await oldest?.rest()).toBe('');
  await vi.waitFor(() => expect(listening()).toBe(4));
  push(message('live'));
  for (const stream of others) expect(await stream.until(/live/)).toContain('jwt-of-live');
});

test('what another process sends is found when it has written something, and not looked for before', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { open, waiting, others } = await serveInbox();
  onTestFinished(() => void vi.useRealTimers());
  const stream = new TextStream(await open());
  await stream.until(/open/);
  const looks = vi.spyOn(waiting, Symbol.iterator);
  vi.advanceTimersByTime(10_000);
  expect(looks).not.toHaveBeenCalled();
  waiting.push(message('from-elsewhere'));
  others.writes += 1;
  vi.advanceTimersByTime(2_000);
  expect(await stream.until(/from-elsewhere"}/)).toContain('jwt-of-from-elsewhere');
});

test('what other processes send is looked for once for all who listen, however many they are', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { open, waiting, others, asked } = await serveInbox();
  onTestFinished(() => void vi.useRealTimers());
  const streams = [];
  for (const by of [randomBytes(32), randomBytes(32), randomBytes(32)]) streams.push(new TextStream(await open(by)));
  for (const stream of streams) await stream.until(/open/);
  waiting.push(message('from-elsewhere'));
  others.writes += 1;
  vi.advanceTimersByTime(2_000);
  for (const stream of streams) expect(await stream.until(/from-elsewhere"}/)).toContain('jwt-of-from-elsewhere');
  expect(asked.map((inboxes) => new Set(inboxes).size)).toEqual([3]);
});

test('a look that failed is made again, and none is made while one is under way', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { open, waiting, others, asked, looks, logged } = await serveInbox();
  onTestFinished(() => void vi.useRealTimers());
  const stream = new TextStream(await open());
  await stream.until(/open/);
  const slow = Promise.withResolvers<void>();
  looks.push(slow.promise);
  waiting.push(message('from-elsewhere'));
  others.writes += 1;
  vi.advanceTimersByTime(6_000);
  expect(asked).toHaveLength(1);
  slow.reject(new Error('down'));
  await vi.waitFor(() => expect(logged).toMatchObject([{ level: 'warn', message: 'An inbox could not be read.' }]));
  vi.advanceTimersByTime(2_000);
  expect(await stream.until(/from-elsewhere"}/)).toContain('jwt-of-from-elsewhere');
  expect(asked).toHaveLength(2);
  vi.advanceTimersByTime(4_000);
  expect(asked).toHaveLength(2);
});

test('a push that cannot be read is told to the operator and keeps nothing else from anybody', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { open, waiting, others, unreadable, logged } = await serveInbox();
  onTestFinished(() => void vi.useRealTimers());
  const broken = new Error('does not open');
  unreadable.push(broken);
  const stream = new TextStream(await open());
  await stream.until(/open/);
  await vi.waitFor(() => expect(logged).toMatchObject([{ level: 'warn', facts: { err: broken } }]));
  waiting.push(message('from-elsewhere'));
  others.writes += 1;
  vi.advanceTimersByTime(2_000);
  expect(await stream.until(/from-elsewhere"}/)).toContain('jwt-of-from-elsewhere');
  expect(logged).toMatchObject([{ facts: { err: broken } }, { facts: { err: broken } }]);
});

test('there is an end to how many are open, for one address and for all, and place when one goes', async () => {
  const { deps } = await serve();
  const limits = { ofOneAddress: 2, inAll: 3 };
  const inbox = createServer((request, response) => {
    createdRoute(request, response).catch((error: { code?: string }) => response.writeHead(503).end(error.code));
  });
  const createdRoute = createInboxRoute({ ...deps, config: { ...deps.config, trustedProxies: ['127.0.0.1'] } }, limits);
  await new Promise<void>((resolve) => inbox.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => inbox.closeAllConnections());
  onTestFinished(() => void inbox.close());
  const { port } = inbox.address() as AddressInfo;
  const openFrom = (address: string) =>
    fetch(`http://127.0.0.1:${port}${AT}`, {
      headers: { authorization: `Bearer ${randomBytes(32).toString('base64url')}`, 'x-forwarded-for': address },
    });
  const first = await openFrom('192.0.2.1');
  expect([first.status, (await openFrom('192.0.2.1')).status, (await openFrom('192.0.2.1')).status]).toEqual([200, 200, 503]);
  const refused = [(await openFrom('192.0.2.2')).status, await openFrom('192.0.2.3')] as const;
  expect([refused[0], refused[1].status, await refused[1].text()]).toEqual([200, 503, 'inbox.full']);
  await first.body?.cancel();
  await vi.waitFor(async () => expect((await openFrom('192.0.2.3')).status).toBe(200));
});

test('lets go when the page goes', async () => {
  const { open, listening } = await serveInbox();
  const stream = new TextStream(await open());
  await stream.until(/open/);
  expect(listening()).toBe(1);
  await stream.cancel();
  await vi.waitFor(() => expect(listening()).toBe(0));
});

test('a stream that was taken over before its turn on the connection came is not written to any more', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const failed: unknown[] = [];
  const note = (error: unknown) => void failed.push(error);
  process.on('uncaughtException', note);
  const { call, port } = await serve();
  // Registered after the server's own end, so done before it: the clock must be real again when the server closes.
  onTestFinished(() => {
    process.off('uncaughtException', note);
    vi.useRealTimers();
  });
  const ask = (letter: string) => `GET ${AT} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${letter.repeat(43)}\r\n\r\n`;
  // The first answer never ends, so those that are asked for on the same connection wait behind it.
  await new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(ask('A') + ask('B')));
    socket.once('data', () => resolve());
  });
  const newer = new TextStream(await call(AT, { headers: { authorization: `Bearer ${'B'.repeat(43)}` } }));
  await newer.until(/open/);
  for (let count = 0; count < 3; count += 1) await call(AT, { headers: { authorization: `Bearer ${'B'.repeat(43)}` } });
  vi.advanceTimersByTime(20_000);
  expect(await newer.until(/still here/)).toContain('still here');
  expect(failed).toEqual([]);
});

test.each([
  ['no key', {}],
  ['a key that is too short', { authorization: 'Bearer abc' }],
  ['another scheme', { authorization: `Basic ${'A'.repeat(43)}` }],
  ['a key of other letters', { authorization: `Bearer ${'+'.repeat(43)}` }],
])('is refused with %s', async (_what, headers) => {
  const { call } = await serve();
  const response = await call(AT, { headers });
  expect(response.status).toBe(401);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(await response.json()).toMatchObject({ status: 401, code: 'inbox.key' });
});

test('a store that does not answer ends the stream and not the server', async () => {
  const { call, stores } = await serve({
    deps: {
      inbox: {
        subscribe: () => () => undefined,
        pending: () => Promise.reject(new Error('down')),
        pendingIn: async () => new Map(),
        changedByOthers: () => 0,
      },
    },
  });
  const response = await call(AT, { headers: { authorization: `Bearer ${'A'.repeat(43)}` } });
  await expect(response.text()).rejects.toThrow();
  expect((await call('/healthz')).status).toBe(200);
  await stores.ping();
});
