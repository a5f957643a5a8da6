import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { messagesService } from '@waygate/schema';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { createOutboundHttp } from '../../src/outbound/create-outbound-http.ts';
import { loopbackCertificate } from '../mail/loopback-certificate.ts';
import { smtpPeer } from '../mail/smtp-peer.ts';
import { SNS_FAULTS, SnsEmulator } from '../sns-emulator.ts';
import { gatewayPeer, messagesOf } from './message-peers.ts';

const json = { type: 'http', body: '{"to":"{{to}}","text":"{{text}}"}' };

describe('Amazon SNS', () => {
  let sns: SnsEmulator | undefined;
  afterEach(() => sns?.close());
  const gateway = (url: string, more = {}) => ({
    sms: { type: 'sns', accessKey: 'AKIDEXAMPLE', secret: 'secret of the account', endpoint: url, ...more },
  });

  it('is asked to send a text to a number, signed, as one that must arrive', async () => {
    sns = await SnsEmulator.start();
    const { send, kept, told } = messagesOf(gateway(sns.url, { senderId: 'Example' }));
    await send();
    expect(sns.texts).toEqual([
      {
        phoneNumber: '+491711234567',
        message: 'Your code is 123456.',
        attributes: { 'AWS.SNS.SMS.SMSType': 'Transactional', 'AWS.SNS.SMS.SenderID': 'Example' },
      },
    ]);
    expect([await kept(), told]).toEqual([[], []]);
  });

  it('is asked again when it has too much to do or breaks, and not when it says no', async () => {
    sns = await SnsEmulator.start();
    const { send, told } = messagesOf(gateway(sns.url));
    sns.failNext('Publish', SNS_FAULTS.throttled, 2);
    await send();
    expect(sns.texts).toHaveLength(1);
    sns.failNext('Publish', 'garbage');
    await send();
    expect(sns.texts).toHaveLength(2);
    sns.failNext('Publish', SNS_FAULTS.forbidden);
    await send();
    expect(sns.texts).toHaveLength(2);
    expect(told).toMatchObject([{ reason: 'AuthorizationErrorException', response: 403 }]);
  });

  it('takes nothing from somebody with a wrong key, and nobody is shown the code instead', async () => {
    sns = await SnsEmulator.start();
    const { send, kept, told } = messagesOf(gateway(sns.url, { secret: 'wrong' }));
    await send();
    expect(sns.texts).toEqual([]);
    expect(await kept()).toEqual([]);
    expect(JSON.stringify(told)).not.toMatch(/123456|1711234567|wrong/);
    expect(told).toHaveLength(1);
  });
});

describe('a gateway by HTTP', () => {
  it('gets the number and the text in its own form, with secrets put into headers', async () => {
    const peer = await gatewayPeer();
    const sms = { ...json, url: peer.url, headers: { Authorization: 'Bearer {{secret.token}}' }, secrets: { token: 't0p' } };
    const { send, kept } = messagesOf({ sms }, {}, [peer.host]);
    await send({ text: 'Your "code" is\n123456 \\ ok' });
    expect(peer.requests).toMatchObject([{ method: 'POST', path: '/messages', headers: { authorization: 'Bearer t0p' } }]);
    expect(JSON.parse(peer.requests[0]?.body ?? '')).toEqual({ to: '+491711234567', text: 'Your "code" is\n123456 \\ ok' });
    expect(await kept()).toEqual([]);
  });

  it('speaks a text on the telephone when its body says how', async () => {
    const peer = await gatewayPeer();
    const body = 'To={{to}}&From={{from}}&Twiml=%3CResponse%3E%3CSay%3E{{textAsXml}}%3C%2FSay%3E%3C%2FResponse%3E';
    const voice = { type: 'http', url: peer.url, contentType: 'application/x-www-form-urlencoded', from: '+15005550006', body };
    const { send } = messagesOf({ voice }, {}, [peer.host]);
    await send({ channel: 'voice', text: 'Tom & Mia: 1 2 3</Say><Say>&To=+1900' });
    expect(Object.fromEntries(new URLSearchParams(peer.requests[0]?.body))).toEqual({
      To: '+491711234567',
      From: '+15005550006',
      Twiml: '<Response><Say>Tom &amp; Mia: 1 2 3&lt;/Say&gt;&lt;Say&gt;&amp;To=+1900</Say></Response>',
    });
  });

  it('is asked again when it is broken or has too much to do, and not when it says no', async () => {
    const peer = await gatewayPeer([{ status: 503 }, { status: 429 }, { status: 200 }, { status: 400 }]);
    const { send, told } = messagesOf({ sms: { ...json, url: peer.url } }, {}, [peer.host]);
    await send();
    await send();
    expect(peer.requests).toHaveLength(4);
    expect(told).toEqual([{ event: 'message', realm: '/alpha', channel: 'sms', reason: 'status', response: 400 }]);
  });

  it('has taken a message only when its answer says so', async () => {
    const peer = await gatewayPeer([{ status: 200, body: '{"status":"rejected"}' }]);
    const { send, told } = messagesOf({ sms: { ...json, url: peer.url, successText: '"accepted"' } }, {}, [peer.host]);
    await send();
    expect(told).toMatchObject([{ reason: 'answer', response: 200 }]);
  });

  it('is not reached inside the network unless an operator allows it, and no redirect leads there', async () => {
    const peer = await gatewayPeer([{ status: 307, location: 'http://127.0.0.1:1/' }]);
    const closed = messagesOf({ sms: { ...json, url: peer.url.replace('http:', 'https:') } });
    await closed.send();
    expect(closed.told).toMatchObject([{ reason: 'outbound.refused' }]);
    const clear = messagesOf({ sms: { ...json, url: 'http://sms.example/' } });
    await clear.send();
    expect(clear.told).toMatchObject([{ reason: 'unencrypted' }]);
    expect(peer.requests).toEqual([]);
    const open = messagesOf({ sms: { ...json, url: peer.url } }, {}, [peer.host]);
    await open.send();
    expect(open.told).toMatchObject([{ reason: 'outbound.refused' }]);
    expect(peer.requests).toHaveLength(1);
  });

  it('with a certificate that nobody vouches for gets nothing', async () => {
    const { key, cert } = loopbackCertificate;
    let requests = 0;
    const server = createServer({ key, cert }, (_request, response) => {
      requests += 1;
      response.end('accepted');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const http = createOutboundHttp({ allowed: new Set([host]), redirects: 0 });
    const { send, told } = messagesOf({ sms: { ...json, url: `https://${host}/` } }, { http });
    await send();
    expect([requests, told]).toMatchObject([0, [{ reason: 'outbound.failed' }]]);
  });
});

describe('a mail server that a node names', () => {
  const mail = { transport: { deliver: () => Promise.reject(new Error('the other way')) }, from: 'waygate@example.com' };
  const message = { channel: 'email', to: 'mia@example.com', subject: 'Your code' } as const;

  it('takes the mail when an operator allows it, over SMTP', async () => {
    const { port, received } = await smtpPeer();
    const { send, told } = messagesOf({}, { mail, mailServers: new Set([`127.0.0.1:${port}`]) });
    await send({ ...message, from: 'bank@example.com', mailServer: { host: '127.0.0.1', port, tls: 'none' } });
    expect(told).toEqual([]);
    expect(received).toMatchObject([{ from: 'bank@example.com', to: ['mia@example.com'] }]);
    expect(received[0]?.raw).toContain('Your code is 123456.');
  });

  it('is told no password in clear, and no mail when its certificate is nobody’s', async () => {
    const { port, received } = await smtpPeer({});
    const { send, told } = messagesOf({}, { mail, mailServers: new Set(['127.0.0.1']) });
    const server = { host: '127.0.0.1', port, username: 'way', password: 'a secret' };
    await send({ ...message, mailServer: { ...server, tls: 'none' } });
    await send({ ...message, mailServer: { ...server, tls: 'required' } });
    expect(received).toMatchObject([{ username: undefined, encrypted: false }]);
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told)).not.toContain('a secret');
  });
});

it.each([
  ['{"to":{{to}},"text":{{text}}', 'is not JSON'],
  ['{"to":"{{to}}"}', 'where {{text}} goes'],
  ['{"text":"{{text}}{{secret.none}}"}', 'in the place of {{secret.none}}'],
  ['{"text":"{{text}}{{__proto__}}"}', 'in the place of'],
])('settings with the body %s are refused', (body, why) => {
  const { error } = messagesService.safeParse({ sms: { ...json, url: 'https://sms.example/', body } });
  expect(error?.message).toContain(why);
});
