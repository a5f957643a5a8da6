import type { PushDelivery } from '@waygate/mfa';
import { type PushNotificationService, pushNotificationService, type WaygateError } from '@waygate/schema';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSnsTransport } from '../src/index.ts';
import { SNS_FAULTS, SnsEmulator, type SnsTrouble } from './sns-emulator.ts';

let sns: SnsEmulator;
beforeEach(async () => {
  sns = await SnsEmulator.start();
});
afterEach(() => sns.close());

const ALPHA = '/alpha';

function settings(more: Partial<PushNotificationService> = {}): PushNotificationService {
  return pushNotificationService.parse({
    accessKey: 'AKIDEXAMPLE',
    secret: 'secret of the account',
    appleEndpoint: sns.applicationArn('APNS'),
    googleEndpoint: sns.applicationArn('GCM'),
    endpoint: sns.url,
    ...more,
  });
}

const transport = (more: Partial<PushNotificationService> = {}, timeoutMs = 5_000) =>
  createSnsTransport(async (realm) => (realm === ALPHA ? settings(more) : undefined), { timeoutMs });

const delivery = (communicationId: string, more: Partial<PushDelivery> = {}): PushDelivery => ({
  realm: ALPHA,
  messageId: 'AUTHENTICATE:1',
  jwt: 'a.b.c',
  subjectLine: 'Login attempt from mia at Example',
  type: 'default',
  communicationType: 'gcm',
  communicationId,
  deviceId: 'token',
  expiresAt: 0,
  ...more,
});

const caught = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: WaygateError) => error,
  );

describe('carries', () => {
  it('what the realm has an application for', async () => {
    expect(await transport().carries(ALPHA, 'gcm')).toBe(true);
    expect(await transport().carries(ALPHA, 'apns')).toBe(true);
    expect(await transport({ appleEndpoint: '' }).carries(ALPHA, 'apns')).toBe(false);
    expect(await transport({ googleEndpoint: '' }).carries(ALPHA, 'gcm')).toBe(false);
    expect(await transport().carries(ALPHA, 'local')).toBe(false);
    expect(await transport().carries('/beta', 'gcm')).toBe(false);
  });
});

describe('registering a phone', () => {
  it.each([
    ['gcm', 'GCM'],
    ['apns', 'APNS'],
  ] as const)('of kind %s makes an endpoint of the application for %s', async (communicationType, platform) => {
    const arn = await transport().register(ALPHA, { communicationType, deviceId: 'token' });
    expect(sns.endpoints.get(arn)).toEqual({
      applicationArn: sns.applicationArn(platform),
      attributes: { Enabled: 'true', Token: 'token' },
    });
  });

  it('twice finds the same endpoint', async () => {
    const phones = transport();
    const arn = await phones.register(ALPHA, { communicationType: 'gcm', deviceId: 'token' });
    expect(await phones.register(ALPHA, { communicationType: 'gcm', deviceId: 'token' })).toBe(arn);
    expect(sns.endpoints.size).toBe(1);
  });

  it('whose endpoint was switched off takes it over and switches it on', async () => {
    const phones = transport();
    const arn = await phones.register(ALPHA, { communicationType: 'gcm', deviceId: 'token' });
    sns.disable(arn);
    expect(await phones.register(ALPHA, { communicationType: 'gcm', deviceId: 'token' })).toBe(arn);
    expect(sns.endpoints.get(arn)?.attributes).toEqual({ Enabled: 'true', Token: 'token' });
    await phones.deliver(delivery(arn));
  });

  it('whose endpoint somebody made with other attributes takes it over', async () => {
    const phones = transport();
    const arn = await phones.register(ALPHA, { communicationType: 'gcm', deviceId: 'token' });
    Object.assign(sns.endpoints.get(arn)?.attributes ?? {}, { CustomUserData: 'of another app' });
    expect(await phones.register(ALPHA, { communicationType: 'gcm', deviceId: 'token' })).toBe(arn);
  });

  it('with a token that SNS does not take fails', async () => {
    sns.failNext('CreatePlatformEndpoint', SNS_FAULTS.invalid);
    const error = await caught(transport().register(ALPHA, { communicationType: 'apns', deviceId: 'no token' }));
    expect(error).toMatchObject({ kind: 'operational', code: 'push.transport_failed' });
    expect(sns.actions).toEqual(['CreatePlatformEndpoint']);
  });

  it('with an application that is not there fails', async () => {
    sns.failNext('CreatePlatformEndpoint', SNS_FAULTS.notFound);
    const error = await caught(transport().register(ALPHA, { communicationType: 'gcm', deviceId: 'token' }));
    expect(error).toMatchObject({ kind: 'operational', code: 'push.transport_failed' });
  });
});

describe('delivering a push', () => {
  const registered = (communicationType: 'gcm' | 'apns' = 'gcm') => transport().register(ALPHA, { communicationType, deviceId: 'token' });

  it('has the form that the apps of AM take', async () => {
    const arn = await registered();
    await transport().deliver(delivery(arn));
    expect(sns.published).toHaveLength(1);
    const [{ message = '', ...rest } = {}] = sns.published;
    expect(rest).toEqual({ targetArn: arn, subject: 'Login attempt from mia at Example', messageStructure: 'json' });
    const { default: text, GCM, APNS, APNS_SANDBOX } = JSON.parse(message) as Record<string, string>;
    expect(text).toBe('Login attempt from mia at Example');
    expect(JSON.parse(GCM ?? '')).toEqual({ priority: 'high', data: { message: 'a.b.c', messageId: 'AUTHENTICATE:1' } });
    expect(JSON.parse(APNS ?? '')).toEqual({
      aps: {
        alert: 'Login attempt from mia at Example',
        sound: 'default',
        category: 'authentication',
        'interruption-level': 'time-sensitive',
        messageId: 'AUTHENTICATE:1',
        data: 'a.b.c',
        'content-available': 1,
        'mutable-content': 1,
      },
    });
    expect(APNS_SANDBOX).toBe(APNS);
  });

  it.each([
    ['default', 'authentication'],
    ['challenge', 'authentication_challenge'],
    ['biometric', 'authentication_biometric'],
    ['code_entry', 'authentication_challenge'],
  ] as const)('of type %s has the category %s on iPhones', async (type, category) => {
    const arn = await registered('apns');
    await transport().deliver(delivery(arn, { communicationType: 'apns', type }));
    const { APNS = '' } = JSON.parse(sns.published[0]?.message ?? '{}') as Record<string, string>;
    expect(JSON.parse(APNS)).toMatchObject({ aps: { category } });
  });

  it.each([
    ['Anmeldeversuch von Jürgen Groß', 'Anmeldeversuch von Jurgen Gro'],
    ['محاولة تسجيل الدخول', 'Sign-on request'],
    ['🦊 mia\nsigns on', 'mia signs on'],
    [`${'x'.repeat(99)} and more`, 'x'.repeat(99)],
    ['x'.repeat(200), 'x'.repeat(100)],
    ['', 'Sign-on request'],
  ])('with the subject %j tells SNS %j, and the phone all of it', async (subjectLine, subject) => {
    const arn = await registered();
    await transport().deliver(delivery(arn, { subjectLine }));
    expect(sns.published[0]?.subject).toBe(subject);
    expect(JSON.parse(sns.published[0]?.message ?? '{}')).toMatchObject({ default: subjectLine });
  });

  it('to an endpoint that is gone makes it once more, and says what it is called now', async () => {
    const arn = await registered();
    sns.forget(arn);
    const moved = await transport().deliver(delivery(arn));
    expect(moved?.communicationId).not.toBe(arn);
    expect([...sns.endpoints.keys()]).toEqual([moved?.communicationId]);
    expect(sns.published.map(({ targetArn }) => targetArn)).toEqual([moved?.communicationId]);
    expect(await transport().deliver(delivery(moved?.communicationId ?? ''))).toBeUndefined();
  });

  it('to an endpoint that is gone again gives up', async () => {
    const arn = await registered();
    sns.failNext('Publish', SNS_FAULTS.notFound, 2);
    expect(await caught(transport().deliver(delivery(arn)))).toMatchObject({ kind: 'operational', code: 'push.transport_failed' });
    expect(sns.actions).toEqual(['CreatePlatformEndpoint', 'Publish', 'CreatePlatformEndpoint', 'Publish']);
  });

  it('to an endpoint that is switched off says that the phone cannot be reached', async () => {
    const arn = await registered();
    sns.disable(arn);
    expect(await caught(transport().deliver(delivery(arn)))).toMatchObject({ kind: 'operational', code: 'push.device_unreachable' });
  });

  it.each([
    ['is overloaded once', SNS_FAULTS.throttled],
    ['is overloaded once, in its other word', SNS_FAULTS.throttling],
    ['breaks once', SNS_FAULTS.internal],
    ['breaks once, in its other word', SNS_FAULTS.failure],
    ['drops the connection once', 'reset'],
  ] satisfies [string, SnsTrouble][])('tries again when SNS %s', async (_name, trouble) => {
    const arn = await registered();
    sns.failNext('Publish', trouble);
    await transport().deliver(delivery(arn));
    expect(sns.published).toHaveLength(1);
  });

  it.each([
    ['is overloaded', SNS_FAULTS.throttled, 2, 'push.transport_failed'],
    ['breaks', SNS_FAULTS.internal, 2, 'push.unreachable'],
    ['drops the connection', 'reset', 2, 'push.unreachable'],
    ['does not allow it', SNS_FAULTS.forbidden, 1, 'push.transport_failed'],
    ['has the application switched off', SNS_FAULTS.applicationDisabled, 1, 'push.transport_failed'],
    ['does not take a parameter', SNS_FAULTS.invalid, 1, 'push.transport_failed'],
  ] satisfies [string, SnsTrouble, number, string][])('fails when SNS %s', async (_name, trouble, tries, code) => {
    const arn = await registered();
    sns.failNext('Publish', trouble, 5);
    const error = await caught(transport().deliver(delivery(arn)));
    expect(error).toMatchObject({ kind: 'operational', code });
    expect(sns.actions.filter((action) => action === 'Publish')).toHaveLength(tries);
  });

  it('fails when something else answers in the place of SNS', async () => {
    const arn = await registered();
    sns.failNext('Publish', 'garbage', 2);
    expect(await caught(transport().deliver(delivery(arn)))).toMatchObject({ kind: 'operational', code: 'push.unreachable' });
  });

  it('fails when SNS says nothing', async () => {
    const arn = await registered();
    sns.failNext('Publish', 'silence', 2);
    expect(await caught(transport({}, 200).deliver(delivery(arn)))).toMatchObject({ kind: 'operational', code: 'push.unreachable' });
  });

  it('fails when nobody listens', async () => {
    const arn = await registered();
    await sns.close();
    expect(await caught(transport().deliver(delivery(arn)))).toMatchObject({ kind: 'operational', code: 'push.unreachable' });
  });
});

describe('credentials', () => {
  it.each([
    ['a wrong secret', { secret: 'another secret' }, 'SignatureDoesNotMatch'],
    ['an unknown key', { accessKey: 'AKIDOTHER' }, 'InvalidClientTokenId'],
    ['another region', { region: 'eu-west-1' }, 'SignatureDoesNotMatch'],
  ])('with %s nothing works, and the error has no secret in it', async (_name, more, name) => {
    const error = await caught(transport(more).register(ALPHA, { communicationType: 'gcm', deviceId: 'token' }));
    expect(error).toMatchObject({ kind: 'operational', code: 'push.transport_failed', message: `SNS did not take the request (${name}).` });
    expect(sns.endpoints.size).toBe(0);
    for (const secret of ['another secret', 'secret of the account']) expect(JSON.stringify(error)).not.toContain(secret);
  });

  it('that are changed are used from then on', async () => {
    let current = settings({ secret: 'an old secret' });
    const phones = createSnsTransport(async () => current);
    expect(await caught(phones.register(ALPHA, { communicationType: 'gcm', deviceId: 'token' }))).toBeDefined();
    current = settings();
    expect(await phones.register(ALPHA, { communicationType: 'gcm', deviceId: 'token' })).toMatch(/^arn:aws:sns:/);
  });

  it('that are not there are an error', async () => {
    const error = await caught(transport().register('/beta', { communicationType: 'gcm', deviceId: 'token' }));
    expect(error).toMatchObject({ kind: 'operational', code: 'push.transport_failed' });
  });
});

it('the emulator takes no request without a right signature', async () => {
  const body = new URLSearchParams({ Action: 'Publish', Version: '2010-03-31', TargetArn: 'x', Message: 'x' });
  expect((await fetch(sns.url, { method: 'POST', body })).status).toBe(403);
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261124/us-east-1/sns/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`;
  expect((await fetch(sns.url, { method: 'POST', body, headers: { authorization, 'x-amz-date': '20261124T120000Z' } })).status).toBe(403);
});
