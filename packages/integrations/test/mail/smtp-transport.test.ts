import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { createSmtpTransport, type SmtpSettings } from '../../src/mail/smtp-transport.ts';
import { loopbackCertificate } from './loopback-certificate.ts';
import { smtpPeer } from './smtp-peer.ts';

const message = {
  from: 'Waygate <waygate@example.com>',
  to: 'demo@example.com',
  subject: 'Grüße',
  text: 'In short',
  html: '<p>At length</p>',
};
const trusted = { certificates: loopbackCertificate.cert };
const smtp = (port: number, more: Partial<SmtpSettings> = {}) =>
  createSmtpTransport({ host: 'localhost', port, tls: 'none', timeoutMs: 2_000, ...more });
const refusal = (work: Promise<void>) =>
  work.then(
    () => 'delivered',
    (error: unknown) => error,
  );

it('hands a mail over as text and as a page', async () => {
  const { port, received } = await smtpPeer();
  await smtp(port).deliver(message);
  expect(received).toMatchObject([{ from: 'waygate@example.com', to: ['demo@example.com'], encrypted: false }]);
  const [{ raw = '' } = {}] = received;
  expect(raw).toMatch(/^From: Waygate <waygate@example\.com>$/m);
  expect(raw).toMatch(/^Auto-Submitted: auto-generated$/m);
  expect(raw).toContain('In short');
  expect(raw).toContain('<p>At length</p>');
});

it('begins in clear and goes on encrypted, with a name and a password', async () => {
  const { port, received } = await smtpPeer({
    authOptional: false,
    onAuth: ({ username, password }, _session, done) =>
      username === 'way' && password === 'gate' ? done(null, { user: username }) : done(new Error('Who are you?')),
  });
  await smtp(port, { ...trusted, tls: 'required', auth: { username: 'way', password: 'gate' } }).deliver(message);
  expect(received).toMatchObject([{ encrypted: true, username: 'way' }]);
  const wrong = smtp(port, { ...trusted, tls: 'required', auth: { username: 'way', password: 'wrong' } });
  expect(await refusal(wrong.deliver(message))).toMatchObject({ reason: 'EAUTH', passing: false, response: 535 });
  expect(received).toHaveLength(1);
});

it('is encrypted from the first byte when that is wanted', async () => {
  const { port, received } = await smtpPeer({ secure: true });
  await smtp(port, { ...trusted, tls: 'implicit' }).deliver(message);
  expect(received).toMatchObject([{ encrypted: true }]);
});

it('sends nothing in clear to a server that does not encrypt', async () => {
  const { port, received } = await smtpPeer();
  const auth = { username: 'way', password: 'gate' };
  expect(await refusal(smtp(port, { ...trusted, tls: 'required', auth }).deliver(message))).toMatchObject({ passing: false });
  expect(received).toEqual([]);
});

it('sends nothing to a server whose certificate nobody vouches for', async () => {
  const { port, received } = await smtpPeer({});
  expect(await refusal(smtp(port, { tls: 'required' }).deliver(message))).toMatchObject({ name: 'MailRefusal' });
  expect(received).toEqual([]);
});

it('tells a recipient who does not exist from one who may be reached later, and neither by name', async () => {
  const refuse = (responseCode: number) =>
    smtpPeer({
      disabledCommands: ['STARTTLS'],
      onRcptTo: ({ address }, _session, done) => done(Object.assign(new Error(`Not ${address}`), { responseCode })),
    });
  const gone = await refusal(smtp((await refuse(550)).port).deliver(message));
  const later = await refusal(smtp((await refuse(451)).port).deliver(message));
  expect(gone).toMatchObject({ passing: false, response: 550 });
  expect(later).toMatchObject({ passing: true, response: 451 });
  expect(`${gone} ${later} ${JSON.stringify([gone, later])}`).not.toContain('demo@');
});

it('does not wait for ever for a server that says nothing, and may find one later that is not there', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  expect(await refusal(smtp(port, { timeoutMs: 50 }).deliver(message))).toMatchObject({ passing: true });
  await new Promise<void>((resolve) => silent.close(() => resolve()));
  expect(await refusal(smtp(port).deliver(message))).toMatchObject({ passing: true });
});

it('takes nothing of a mail for a header or for another recipient', async () => {
  const { port, received } = await smtpPeer();
  await smtp(port).deliver({ ...message, subject: 'Hello\r\nBcc: other@example.com' });
  await refusal(smtp(port).deliver({ ...message, to: 'demo@example.com, other@example.com' }));
  expect(received.flatMap(({ to }) => to)).not.toContain('other@example.com');
  expect(received[0]?.raw).not.toMatch(/^Bcc:/m);
});
