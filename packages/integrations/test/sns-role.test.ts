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
const delivery = {
  messageId: 'AUTHENTICATE:1',
  jwt: 'a.b.c',
  subjectLine: 'Login attempt',
  type: 'default',
  communicationType: 'gcm',
  communicationId: 'arn:aws:sns:us-east-1:123456789012:endpoint/GCM/waygate/1',
  deviceId: 'token',
  expiresAt: 0,
} as const;
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

const ROLE_ARN = 'arn:aws:iam::123456789012:role/waygate';
const byToken = (stsEndpoint: string, file = tokenFile): AwsRole => ({
  ...role({ type: 'webIdentity', tokenFile: file, roleArn: ROLE_ARN }),
  stsEndpoint,
});
const nothing = join(folder, 'nothing');

describe('what gives the credentials', () => {
  const STS_NO = (code: string, status: number) => async () =>
    byToken(
      await peer((_request, _body, response) => {
        const xml = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code><Message>Not you</Message></Error></ErrorResponse>`;
        response.writeHead(status, { 'content-type': 'text/xml' }).end(xml);
      }),
    );
  const containerThat = (status: number, body = '') =>
    peer((_request, _body, response) => response.writeHead(status, { 'content-type': 'application/json' }).end(body));

  it.each([
    ['STS', async () => byToken(await peer(() => undefined))],
    ['the endpoint of a container', async () => role({ type: 'container', url: await peer(() => undefined) })],
  ])('may stay silent: nobody waits longer for %s than for SNS', async (_, make) => {
    // Neither answers ever, so these ends are those of the deadline.
    const by = await make();
    const push = createSnsTransport(async () => settings(), { role: by, timeoutMs: 300 });
    await expect(push.register(ALPHA, phone)).rejects.toMatchObject({ code: 'push.unreachable' });
    await expect(push.deliver({ ...delivery, realm: ALPHA })).rejects.toMatchObject({ code: 'push.unreachable' });
    const { send, told } = messagesOf({ sms: { type: 'sns' } }, { awsRole: by, pauses: [] });
    await send();
    expect(told).toMatchObject([{ reason: expect.stringMatching(/^AWS_/) }]);
    expect(sns.actions).toEqual([]);
  });

  it.each([
    ['STS refuses the role', STS_NO('AccessDenied', 403), 'AWS_ROLE_ARN.AccessDenied'],
    ['STS refuses the token', STS_NO('InvalidIdentityToken', 400), 'AWS_WEB_IDENTITY_TOKEN_FILE.InvalidIdentityTokenException'],
    ['there is no token', async () => byToken('http://127.0.0.1:9', nothing), 'AWS_WEB_IDENTITY_TOKEN_FILE.ENOENT'],
    [
      'there is no token for the endpoint of a container',
      async () => role({ type: 'container', url: await containerThat(200), tokenFile: nothing }),
      'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE.ENOENT',
    ],
    [
      'the endpoint of a container refuses the token',
      async () => role({ type: 'container', url: await containerThat(401), tokenFile }),
      'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE.401',
    ],
    [
      'the endpoint of a container does not know it',
      async () => role({ type: 'container', url: await containerThat(404), tokenFile }),
      'AWS_CONTAINER_CREDENTIALS_FULL_URI.404',
    ],
  ])('says no where %s, which is no outage: it names the variable, and nothing is tried again', async (_, make, reason) => {
    const by = await make();
    await expect(phones(by).register(ALPHA, phone)).rejects.toMatchObject({
      code: 'push.transport_failed',
      message: expect.stringContaining(reason.slice(0, reason.indexOf('.'))),
    });
    const { send, told } = messagesOf({ sms: { type: 'sns' } }, { awsRole: by });
    await send();
    expect([told.map((facts) => facts['reason']), sns.actions]).toEqual([[reason], []]);
  });

  it.each([
    ['STS fails by itself', STS_NO('InternalFailure', 500)],
    ['STS has too much to do', STS_NO('Throttling', 400)],
    ['STS cannot ask the cluster', STS_NO('IDPCommunicationError', 400)],
    ['STS is away', async () => byToken('http://127.0.0.1:9')],
    ['the endpoint of a container answers with a page', async () => role({ type: 'container', url: await containerThat(200, '<html>') })],
    ['the endpoint of a container has too much to do', async () => role({ type: 'container', url: await containerThat(429) })],
  ])('is away where %s, which is an outage', async (_, make) => {
    await expect(phones(await make()).register(ALPHA, phone)).rejects.toMatchObject({ code: 'push.unreachable' });
  });
});

describe('variables of AWS that are said not to be read', () => {
  /** What arrives there was sent by them. */
  async function elsewhere() {
    const arrived: string[] = [];
    const url = await peer((_request, body, response) => {
      arrived.push(body);
      response.writeHead(400).end();
    });
    return { arrived, url };
  }
  afterEach(() => vi.unstubAllEnvs());

  it.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_SNS'])('%s moves no realm with a key of its own', async (name) => {
    const { arrived, url } = await elsewhere();
    vi.stubEnv(name, url);
    const { accessKey, secret } = { accessKey: 'AKID', secret: 'x' };
    // The region has no SNS that could be found, wherever the test runs.
    const service = { ...settings(), accessKey, secret, region: 'nowhere-1' };
    await expect(createSnsTransport(async () => service).register(ALPHA, phone)).rejects.toMatchObject({ code: 'push.unreachable' });
    expect(arrived).toEqual([]);
  });

  it.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_STS'])('%s gets no token of the cluster by itself', async (name) => {
    const { arrived, url } = await elsewhere();
    vi.stubEnv(name, url);
    const { stsEndpoint: _, ...by } = byToken('');
    const service = { ...settings(), region: 'nowhere-1' };
    await expect(createSnsTransport(async () => service, { role: by }).register(ALPHA, phone)).rejects.toMatchObject({
      code: 'push.unreachable',
    });
    expect(arrived).toEqual([]);
  });

  it('AWS_CONTAINER_AUTHORIZATION_TOKEN is shown to nobody', async () => {
    vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN', 'token of the environment');
    const { asked, url } = await containerEndpoint();
    await phones(role({ type: 'container', url })).register(ALPHA, phone);
    expect(asked).toEqual([undefined]);
  });
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
