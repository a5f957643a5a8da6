import { expect, it } from 'vitest';
import { createSmtpTransport } from '../../src/mail/smtp-transport.ts';
import { tokenEndpoint } from '../token-endpoint.ts';
import { loopbackCertificate } from './loopback-certificate.ts';
import { smtpPeer } from './smtp-peer.ts';

const message = { from: 'waygate@example.com', to: 'demo@example.com', subject: 'Hello', text: 'In short' };
const CLIENT = { clientId: 'waygate', clientSecret: 'what-both-know' };

/** A mail server that takes the tokens that are named, and no password. */
const tokenPeer = (good: () => readonly string[]) =>
  smtpPeer({
    authOptional: false,
    authMethods: ['XOAUTH2'],
    onAuth: ({ method, username, accessToken = '' }, _session, done) =>
      method === 'XOAUTH2' && good().includes(accessToken)
        ? done(null, { user: username })
        : done(null, { data: { status: '401', schemes: 'bearer' } }),
  });

const smtp = (port: number, oauth: object, tokenUrl: string) =>
  createSmtpTransport({
    host: 'localhost',
    port,
    tls: 'required',
    timeoutMs: 5_000,
    certificates: loopbackCertificate.cert,
    auth: { username: 'box@example.com', oauth: { tokenUrl, ...CLIENT, ...oauth } },
  });
const refusal = (work: Promise<void>) =>
  work.then(
    () => 'delivered',
    (error: unknown) => error,
  );

it('signs on at the mail server with a token of its client, and keeps it for the next mail', async () => {
  const { tokenUrl, asked } = await tokenEndpoint();
  const { port, received } = await tokenPeer(() => ['token-1']);
  const transport = smtp(port, { scope: 'mail.send' }, tokenUrl);
  await transport.deliver(message);
  await transport.deliver(message);
  await transport.reach?.();
  expect(received).toMatchObject([{ encrypted: true, username: 'box@example.com' }, { username: 'box@example.com' }]);
  expect(asked).toEqual([
    { grant_type: 'client_credentials', scope: 'mail.send', client_id: CLIENT.clientId, client_secret: CLIENT.clientSecret },
  ]);
});

it('asks for the mailbox with its refresh token', async () => {
  const { tokenUrl, asked } = await tokenEndpoint();
  const { port, received } = await tokenPeer(() => ['token-1']);
  await smtp(port, { refreshToken: 'of-the-box' }, tokenUrl).deliver(message);
  expect(received).toHaveLength(1);
  expect(asked).toMatchObject([{ grant_type: 'refresh_token', refresh_token: 'of-the-box' }]);
});

it('asks once for mails that go out side by side, and next with the refresh token that was given instead', async () => {
  const { tokenUrl, asked } = await tokenEndpoint((times) => ({
    body: { access_token: `token-${times}`, token_type: 'Bearer', expires_in: 3600, refresh_token: `next-${times}` },
  }));
  let good = ['token-1'];
  const { port, received } = await tokenPeer(() => good);
  const transport = smtp(port, { refreshToken: 'of-the-box' }, tokenUrl);
  await Promise.all([transport.deliver(message), transport.deliver(message), transport.deliver(message)]);
  expect(asked.map(({ refresh_token }) => refresh_token)).toEqual(['of-the-box']);
  good = ['token-2'];
  await transport.deliver(message);
  expect(asked.map(({ refresh_token }) => refresh_token)).toEqual(['of-the-box', 'next-1']);
  expect(received).toHaveLength(4);
});

it('asks for another token when one has ended, and once when the mail server does not take it', async () => {
  const { tokenUrl, asked } = await tokenEndpoint((times) =>
    times === 1 ? { body: { access_token: 'token-1', token_type: 'Bearer', expires_in: 1 } } : {},
  );
  let good = ['token-1'];
  const { port, received } = await tokenPeer(() => good);
  const transport = smtp(port, {}, tokenUrl);
  await transport.deliver(message);
  good = ['token-2'];
  await transport.deliver(message);
  good = ['token-3'];
  await transport.deliver(message);
  expect(received).toHaveLength(3);
  expect(asked).toHaveLength(3);
  good = [];
  expect(await refusal(transport.deliver(message))).toMatchObject({ reason: 'EAUTH', passing: false });
  expect(asked, 'not over and over').toHaveLength(4);
});

it.each([
  ['says no', { status: 400, body: { error: 'invalid_client' } }, { passing: false, response: 400 }],
  ['is not itself', { status: 503, body: {} }, { passing: true }],
  ['has too much to do', { status: 429, body: { error: 'slow_down' } }, { passing: true }],
  ['leads elsewhere', { status: 302, body: {}, headers: { location: 'http://127.0.0.1:9/' } }, { passing: true }],
])('tells when the token endpoint %s whether a mail may be tried again, and names no secret', async (_what, answer, expected) => {
  const { tokenUrl } = await tokenEndpoint(() => answer);
  const { port, received } = await tokenPeer(() => ['token-1']);
  const error = await refusal(smtp(port, {}, tokenUrl).deliver(message));
  expect(error).toMatchObject({ name: 'MailRefusal', reason: 'EOAUTH2', ...expected });
  expect(`${error} ${JSON.stringify(error)}`).not.toMatch(/what-both-know|demo@/);
  expect(received).toEqual([]);
});
