import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messagesService, pushNotificationService } from '@waygate/schema';
import { afterAll, afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type AwsRole, createSnsTransport } from '../src/index.ts';
import { messagesOf } from './messages/message-peers.ts';
import { SnsEmulator } from './sns-emulator.ts';

/** Signing on at SNS by a role of the cloud in the place of keys that last. */

const ALPHA = '/alpha';
const HOUR_MS = 3_600_000;
const folder = mkdtempSync(join(tmpdir(), 'waygate-role-'));
const tokenFile = join(folder, 'token');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let sns: SnsEmulator;
beforeEach(async () => {
  // Credentials end by the clock, which everybody here shares.
  vi.useFakeTimers({ toFake: ['Date'] });
  sns = await SnsEmulator.start({ accessKeyId: 'ASIA1', secretAccessKey: 'secret 1', sessionToken: 'session 1' });
  writeFileSync(tokenFile, 'token 1');
});
afterEach(async () => {
  vi.useRealTimers();
  await sns.close();
});

/** A server on loopback, for one test. */
async function peer(answer: (request: IncomingMessage, body: string, response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => answer(request, Buffer.concat(parts).toString(), response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What gives a container its credentials, as ECS and EKS have one; it names those of a number that counts the hours. */
async function containerEndpoint() {
  const asked: (string | undefined)[] = [];
  const given = { number: 1 };
  const url = await peer((request, _, response) => {
    asked.push(request.headers.authorization);
    const { number } = given;
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        AccessKeyId: `ASIA${number}`,
        SecretAccessKey: `secret ${number}`,
        Token: `session ${number}`,
        Expiration: new Date(Date.now() + HOUR_MS).toISOString(),
      }),
    );
  });
  return { asked, given, url: `${url}/v1/credentials` };
}

const role = (source: AwsRole['source'], realms: AwsRole['realms'] = new Set([ALPHA])): AwsRole => ({
  source,
  realms,
  snsEndpoint: sns.url,
});
const settings = () =>
  pushNotificationService.parse({ appleEndpoint: sns.applicationArn('APNS'), googleEndpoint: sns.applicationArn('GCM') });
const phones = (by?: AwsRole) => createSnsTransport(async () => settings(), by === undefined ? {} : { role: by });
const phone = { communicationType: 'gcm', deviceId: 'token' } as const;

describe('a container', () => {
  it('pushes by the role that its endpoint vouches for, with the token of the file, and asks again when the credentials end', async () => {
    const { asked, given, url } = await containerEndpoint();
    const push = phones(role({ type: 'container', url, tokenFile }));
    const arn = await push.register(ALPHA, phone);
    expect(sns.endpoints.has(arn)).toBe(true);
    await push.register(ALPHA, phone);
    expect(asked).toEqual(['token 1']);
    vi.setSystemTime(Date.now() + HOUR_MS);
    given.number = 2;
    writeFileSync(tokenFile, 'token 2');
    sns.knows({ accessKeyId: 'ASIA2', secretAccessKey: 'secret 2', sessionToken: 'session 2' });
    expect(await push.register(ALPHA, phone)).toBe(arn);
    expect(asked).toEqual(['token 1', 'token 2']);
  });

  it('sends text messages by it', async () => {
    const { url } = await containerEndpoint();
    const { send, told } = messagesOf({ sms: { type: 'sns' } }, { awsRole: role({ type: 'container', url }) });
    await send();
    expect([sns.texts.length, told]).toEqual([1, []]);
  });

  it('whose endpoint does not answer pushes nothing, and the person is told that it is down', async () => {
    const url = await peer((_request, _body, response) => response.writeHead(500).end());
    const failing = phones(role({ type: 'container', url })).register(ALPHA, phone);
    await expect(failing).rejects.toMatchObject({ kind: 'operational', code: 'push.unreachable' });
    expect(sns.actions).toEqual([]);
  });
});

it('a workload with a token of its cluster gets the credentials of its role at STS, with the token as it is then', async () => {
  const asked: (string | null)[][] = [];
  const stsEndpoint = await peer((_request, body, response) => {
    const form = new URLSearchParams(body);
    asked.push(['Action', 'RoleArn', 'WebIdentityToken'].map((name) => form.get(name)));
    const number = asked.length;
    const credentials = `<AccessKeyId>ASIA${number}</AccessKeyId><SecretAccessKey>secret ${number}</SecretAccessKey><SessionToken>session ${number}</SessionToken><Expiration>${new Date(Date.now() + HOUR_MS).toISOString()}</Expiration>`;
    response.setHeader('content-type', 'text/xml');
    response.end(
      `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult><Credentials>${credentials}</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
    );
  });
  const roleArn = 'arn:aws:iam::123456789012:role/waygate';
  const push = phones({ ...role({ type: 'webIdentity', tokenFile, roleArn }), stsEndpoint });
  const arn = await push.register(ALPHA, phone);
  await push.register(ALPHA, phone);
  vi.setSystemTime(Date.now() + HOUR_MS);
  writeFileSync(tokenFile, 'token 2');
  sns.knows({ accessKeyId: 'ASIA2', secretAccessKey: 'secret 2', sessionToken: 'session 2' });
  expect(await push.register(ALPHA, phone)).toBe(arn);
  expect(asked).toEqual([
    ['AssumeRoleWithWebIdentity', roleArn, 'token 1'],
    ['AssumeRoleWithWebIdentity', roleArn, 'token 2'],
  ]);
});

describe('a realm without a key', () => {
  it('gets nothing by the role that the operator has not given it, and nobody is asked for credentials', async () => {
    const { asked, url } = await containerEndpoint();
    const others = role({ type: 'container', url }, new Set(['/beta']));
    for (const by of [undefined, others]) {
      await expect(phones(by).register(ALPHA, phone)).rejects.toMatchObject({
        code: 'push.transport_failed',
        message: expect.stringContaining('WAYGATE_AWS_ROLE_REALMS'),
      });
      const { send, told } = messagesOf({ sms: { type: 'sns' } }, by === undefined ? {} : { awsRole: by });
      await send();
      expect(told).toMatchObject([{ reason: 'role' }]);
    }
    expect([asked, sns.actions]).toEqual([[], []]);
    expect(await phones({ ...others, realms: 'every' }).register(ALPHA, phone)).toMatch(/^arn:/);
  });

  it('names no address for the role to be shown to, and no half of a key', () => {
    const service = { googleEndpoint: sns.applicationArn('GCM') };
    for (const wrong of [{ endpoint: 'https://elsewhere.example' }, { accessKey: 'AKID' }, { secret: 'x' }]) {
      expect(pushNotificationService.safeParse({ ...service, ...wrong }).success).toBe(false);
      expect(messagesService.safeParse({ sms: { type: 'sns', ...wrong } }).success).toBe(false);
    }
    const key = { accessKey: 'AKID', secret: 'x', endpoint: 'https://elsewhere.example' };
    expect(pushNotificationService.safeParse({ ...service, ...key }).success).toBe(true);
    expect(messagesService.safeParse({ sms: { type: 'sns', ...key } }).success).toBe(true);
  });
});

it('a key of the realm goes before the role', async () => {
  const { asked, url } = await containerEndpoint();
  const { send } = messagesOf(
    { sms: { type: 'sns', accessKey: 'AKID', secret: 'x', endpoint: sns.url } },
    { awsRole: role({ type: 'container', url }) },
  );
  sns.knows({ accessKeyId: 'AKID', secretAccessKey: 'x' });
  await send();
  expect([sns.texts.length, asked]).toEqual([1, []]);
});
