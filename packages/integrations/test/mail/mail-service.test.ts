import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TemplatedMail } from '@waygate/node-kit';
import type { JsonObject } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDeliveryClaims } from '../../src/delivery/delivery-claims.ts';
import type { MailMessage } from '../../src/mail/mail-message.ts';
import { createMailService } from '../../src/mail/mail-service.ts';
import { MailRefusal } from '../../src/mail/mail-transport.ts';
import { createOutboxTransport } from '../../src/mail/outbox-transport.ts';

/** A mail service of which a test says what its transport does with each try. */
function service(tries: readonly ('ok' | MailRefusal)[] = [], templates: Readonly<Record<string, JsonObject>> = {}) {
  const clock = { now: 1_790_000_000_000 };
  const stores = openMemoryStores({ sealer: { seal: (_c, t) => t, open: (_c, t) => t }, now: () => clock.now });
  const delivered: MailMessage[] = [];
  const told: JsonObject[] = [];
  let tried = 0;
  const mail = createMailService({
    template: async (_realm, id) => (Object.hasOwn(templates, id) ? templates[id] : undefined),
    throttle: stores.throttle,
    claims: createDeliveryClaims(stores.deliveryClaims, randomBytes(32)),
    from: 'waygate@example.com',
    now: () => clock.now,
    pauses: [0, 0],
    log: (_level, facts, message) => told.push({ ...facts, message }),
    transport: {
      deliver: async (message) => {
        const result = tries[tried] ?? 'ok';
        tried += 1;
        if (result !== 'ok') throw result;
        delivered.push(message);
      },
    },
  });
  let count = 0;
  const send = async (more: Partial<TemplatedMail> = {}) => {
    count += 1;
    mail.send({
      realm: '/alpha',
      template: 'registration',
      to: 'demo@example.com',
      object: { resumeURI: 'https://id.example/?suspendedId=secret' },
      locales: ['en'],
      runId: `run-${count}`,
      idempotencyKey: `key-${count}`,
      ...more,
    });
    await mail.idle();
  };
  return { mail, send, delivered, told, clock, tried: () => tried };
}

const mine = { enabled: true, from: 'Alpha <alpha@example.com>', subject: { en: 'Mine' }, message: { en: 'Mine' } };

describe('mails', () => {
  it('are made of the template of the realm, else of the one that every realm has', async () => {
    const { send, delivered, mail } = service([], { mine });
    await send({ template: 'mine' });
    await send();
    expect(delivered).toMatchObject([
      { from: 'Alpha <alpha@example.com>', subject: 'Mine', to: 'demo@example.com' },
      { from: 'waygate@example.com', subject: 'Confirm your email address' },
    ]);
    expect(await Promise.all(['mine', 'registration', 'nothing', 'toString'].map((id) => mail.template('/alpha', id)))).toEqual([
      'ready',
      'ready',
      'missing',
      'missing',
    ]);
  });

  it('are not sent by a template that is switched off, and that takes the place of the one that every realm has', async () => {
    const { send, delivered, told, mail } = service([], { registration: { ...mine, enabled: false } });
    await send();
    expect(delivered).toEqual([]);
    expect(told).toMatchObject([{ reason: 'disabled' }]);
    expect(await mail.template('/alpha', 'registration')).toBe('disabled');
  });

  it('are tried again when the server may take them later, and not when it never will', async () => {
    const later = service([new MailRefusal('ETIMEDOUT', true), new MailRefusal('EENVELOPE', true, 451)]);
    await later.send();
    expect(later.delivered).toHaveLength(1);
    expect(later.told).toEqual([]);
    const never = service([new MailRefusal('EAUTH', false, 535)]);
    await never.send();
    expect(never.tried()).toBe(1);
    expect(never.told).toEqual([
      { event: 'mail', realm: '/alpha', template: 'registration', reason: 'EAUTH', response: 535, message: 'A mail did not go out.' },
    ]);
    const down = service(Array.from({ length: 9 }, () => new MailRefusal('ECONNECTION', true)));
    await down.send();
    expect(down.tried()).toBe(3);
  });

  it('go out at once while the servers of others refuse theirs, and those go behind them', async () => {
    const held = Promise.withResolvers<void>();
    const delivered: string[] = [];
    const refused: string[] = [];
    const stores = openMemoryStores({ sealer: { seal: (_c, t) => t, open: (_c, t) => t }, now: () => 0 });
    const mail = createMailService({
      template: async () => undefined,
      throttle: stores.throttle,
      claims: createDeliveryClaims(stores.deliveryClaims, randomBytes(32)),
      from: 'waygate@example.com',
      now: () => 0,
      // Longer than this test may take: who waits for it has no worker.
      pauses: [3_600_000],
      log: () => undefined,
      transport: {
        deliver: async ({ to }) => {
          if (to.endsWith('@slow.example') && refused.push(to) <= 8) throw new MailRefusal('EENVELOPE', true, 451);
          delivered.push(to);
          if (to === 'demo@example.com') held.resolve();
        },
      },
    });
    const send = (to: string) =>
      mail.send({ realm: '/alpha', template: 'registration', to, object: {}, locales: ['en'], runId: to, idempotencyKey: to });
    for (let index = 0; index < 8; index += 1) send(`person${index}@slow.example`);
    send('demo@example.com');
    await held.promise;
    expect([refused.length, delivered]).toEqual([8, ['demo@example.com']]);
    // Who stops tries once more what is left.
    await mail.close();
    expect(delivered).toHaveLength(9);
  });

  it('of one kind do not use up the places of another in a mailbox', async () => {
    const { send, delivered } = service([], { mine });
    for (let index = 0; index < 6; index += 1) await send();
    expect(delivered).toHaveLength(5);
    await send({ template: 'mine' });
    expect(delivered).toHaveLength(6);
  });

  it('are sent once for a run that is repeated', async () => {
    const { send, delivered } = service();
    await send({ idempotencyKey: 'same' });
    await send({ idempotencyKey: 'same' });
    expect(delivered).toHaveLength(1);
  });

  it('do not flood a mailbox, in whatever spelling and by whatever run, nor come from one run without end', async () => {
    const { send, delivered, clock } = service();
    for (let index = 0; index < 8; index += 1) await send({ to: index % 2 === 0 ? 'demo@example.com' : 'Demo@Example.com' });
    expect(delivered).toHaveLength(5);
    await send({ to: 'other@example.com' });
    expect(delivered).toHaveLength(6);
    clock.now += 15 * 60_000 + 1;
    await send();
    expect(delivered).toHaveLength(7);
    for (let index = 0; index < 20; index += 1) await send({ runId: 'loop', to: `person${index}@example.com` });
    expect(delivered).toHaveLength(17);
  });

  it('tell operators what went wrong, and nothing of whom and what they were', async () => {
    const { send, told, delivered } = service([new MailRefusal('EENVELOPE', false, 550)], {
      broken: { message: { en: '{{#each object}}' } },
      strange: { message: 7 },
    });
    for (const more of [
      {},
      { template: 'broken' },
      { template: 'strange' },
      { template: 'gone' },
      { to: 'a@b, c@d' },
      { to: 'x\r\n@y' },
      { to: '' },
    ])
      await send(more);
    expect(delivered).toEqual([]);
    expect(told.map(({ reason }) => reason)).toEqual([
      'EENVELOPE',
      'mail.template_expression',
      'mail.template_malformed',
      'template',
      'address',
      'address',
      'address',
    ]);
    expect(JSON.stringify(told)).not.toMatch(/demo|secret|suspendedId|a@b/);
  });

  it('are no longer taken when the server stops, and one that is being tried is let go', async () => {
    const { mail, send, delivered, told } = service();
    await send();
    await mail.close();
    await send();
    expect(delivered).toHaveLength(1);
    expect(told).toMatchObject([{ reason: 'busy' }]);
  });
});

describe('the outbox', () => {
  it('keeps mails where only their owner reads them, with whole links, and the newest of very many', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'waygate-outbox-'));
    onTestFinished(() => rm(parent, { recursive: true, force: true }));
    const directory = join(parent, 'outbox');
    const outbox = createOutboxTransport(directory, () => Date.parse('2026-03-02T09:00:00Z'));
    const text = `Here:\nhttps://id.example/sign-on/alpha/Reset?suspendedId=${'x'.repeat(90)}`;
    const message = { from: 'waygate@example.com', to: 'demo@example.com', subject: 'Reset', text, html: '<p>Here</p>' };
    for (let index = 0; index < 203; index += 1) await outbox.deliver({ ...message, subject: `Reset ${index}` });
    const names = readdirSync(directory).sort();
    expect(names).toHaveLength(400);
    const last = join(directory, names.at(-1) ?? '');
    expect(readFileSync(last, 'utf8')).toBe(
      `Date: 2026-03-02T09:00:00.000Z\nFrom: waygate@example.com\nTo: demo@example.com\nSubject: Reset 202\n\n${text}\n`,
    );
    expect(readFileSync(last.replace('.txt', '.html'), 'utf8')).toBe('<p>Here</p>');
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(last).mode & 0o777).toBe(0o600);
  });
});
