import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStores } from '@waygate/storage';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { MailMessage } from '../../src/mail/mail-message.ts';
import { MailRefusal } from '../../src/mail/mail-transport.ts';
import { telephoneNumber } from '../../src/messages/telephone-number.ts';
import { messagesOf } from './message-peers.ts';

describe('messages without a gateway', () => {
  it('are kept for an hour, whole, for whoever tries the server out', async () => {
    const { send, kept, clock, told } = messagesOf({});
    await send();
    await send({ channel: 'voice', text: 'Your code is 1 2 3 4 5 6.' });
    clock.now += 1;
    await send({ channel: 'email', to: 'mia@example.com', subject: 'Your code' });
    expect(await kept()).toMatchObject([
      { channel: 'email', to: 'mia@example.com', subject: 'Your code', text: 'Your code is 123456.' },
      { to: '+491711234567' },
      { to: '+491711234567' },
    ]);
    expect(told).toEqual([]);
    clock.now += 3_600_000;
    expect(await kept()).toEqual([]);
  });

  it('are dropped where nobody may read them, and the operator is told of it without number, address or text', async () => {
    const { send, kept, told } = messagesOf({}, { outbox: undefined });
    await send();
    await send({ channel: 'email', to: 'mia@example.com' });
    expect(await kept()).toEqual([]);
    expect(told).toEqual([
      { event: 'message', realm: '/alpha', channel: 'sms', reason: 'gateway' },
      { event: 'message', realm: '/alpha', channel: 'email', reason: 'gateway' },
    ]);
  });
});

describe('mailed codes', () => {
  it('go by the way of every other mail, as plain text', async () => {
    const mails: MailMessage[] = [];
    const transport = { deliver: async (mail: MailMessage) => void mails.push(mail) };
    const { send, kept } = messagesOf({}, { mail: { transport, from: 'waygate@example.com' } });
    await send({ channel: 'email', to: ' mia@example.com ', subject: 'Your code' });
    await send({ channel: 'email', to: 'mia@example.com', from: 'bank@example.com' });
    expect(mails).toEqual([
      { from: 'waygate@example.com', to: 'mia@example.com', subject: 'Your code', text: 'Your code is 123456.' },
      { from: 'bank@example.com', to: 'mia@example.com', subject: '', text: 'Your code is 123456.' },
    ]);
    expect(await kept()).toEqual([]);
  });

  it('never go to a server that only a node names', async () => {
    const mails: MailMessage[] = [];
    const transport = { deliver: async (mail: MailMessage) => void mails.push(mail) };
    const { send } = messagesOf({}, { mail: { transport, from: 'waygate@example.com' }, mailServers: new Set(['mail.example.com:25']) });
    await send({ channel: 'email', to: 'mia@example.com', mailServer: { host: 'mail.example.com', port: 587, tls: 'required' } });
    expect(mails).toHaveLength(1);
  });
});

describe('what is no address', () => {
  it.each(['', 'mia', '0171 1234567', '+0171', '+49171', '+491711234567890123', '+49 171 1234567; +1 900 1234567', '+49171\n1234567x'])(
    'such as %j gets no text message',
    async (to) => {
      const { send, kept, told } = messagesOf({});
      await send({ to });
      expect(await kept()).toEqual([]);
      expect(told).toMatchObject([{ reason: 'address' }]);
    },
  );

  it('gets no mail', async () => {
    const { send, kept, told } = messagesOf({});
    await send({ channel: 'email', to: 'mia@example.com, eve@example.com' });
    expect(await kept()).toEqual([]);
    expect(told).toMatchObject([{ reason: 'address' }]);
  });

  it('is not what people write in other ways', () => {
    const same = ['+49 171 123-4567', '+49 (0)171/1234567', '0049 171 1234567', 'tel:+49.171.1234567', '+491711234567'];
    expect(same.map((written) => telephoneNumber(written, undefined))).toEqual(same.map(() => '+491711234567'));
    expect(telephoneNumber('0171 1234567', '49')).toBe('+491711234567');
    expect(telephoneNumber('(415) 555-0100', '1')).toBe('+14155550100');
    expect(telephoneNumber('+43 664 123456', '49')).toBe('+43664123456');
  });
});

describe('too many messages', () => {
  it('to one address are not sent, however it is written and whoever asks, until the window is over', async () => {
    const { send, kept, clock, told } = messagesOf({ perAddress: 2, windowMinutes: 15 });
    for (const to of ['+49 171 1234567', '0049171 1234567', '+491711234567']) await send({ to });
    expect(await kept()).toHaveLength(2);
    expect(told).toMatchObject([{ reason: 'throttled' }]);
    await send({ channel: 'voice' });
    await send({ to: '+49 171 7654321' });
    expect(await kept()).toHaveLength(4);
    clock.now += 15 * 60_000;
    await send();
    expect(await kept()).toHaveLength(5);
  });

  it('to one person are not sent, whatever the address', async () => {
    const { send, kept } = messagesOf({ perAddress: 5, perPerson: 2 });
    for (const last of ['1', '2', '3']) await send({ to: `+49 171 123456${last}`, personId: 'mia' });
    expect(await kept()).toHaveLength(2);
    await send({ to: '+49 171 1234563', personId: 'sam' });
    expect(await kept()).toHaveLength(3);
  });

  it('from one run are not sent, whatever the person', async () => {
    const { send, kept } = messagesOf({});
    for (let each = 10; each < 25; each += 1) await send({ to: `+49 171 12345${each}`, runId: 'run' });
    expect(await kept()).toHaveLength(10);
  });

  it('are not sent under parallel load either', async () => {
    const { service, kept } = messagesOf({ perAddress: 5 });
    for (let each = 0; each < 100; each += 1) {
      const message = { realm: '/alpha', channel: 'sms', to: '+491711234567', text: `Code ${each}` } as const;
      service.send({ ...message, runId: `run-${each}`, idempotencyKey: `key-${each}` });
    }
    await service.idle();
    expect(await kept()).toHaveLength(5);
  });
});

describe('codes that nobody typed', () => {
  const request = { realm: '/alpha', personId: 'mia', channel: 'sms' } as const;

  it('are three at most in ten minutes, of any number that are asked for at once, and a server that starts anew knows of them', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'waygate-codes-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const sealer = { seal: (_context: string, text: string) => text, open: (_context: string, text: string) => text };
    const now = () => 1_790_000_000_000;
    const asked = async (uses: readonly string[], more: object = {}) => {
      const stores = await openSqliteStores({ directory, sealer, now });
      const { service } = messagesOf({}, { throttle: stores.throttle, now });
      const may = await Promise.all(uses.map((use) => service.mayAskForCode({ ...request, ...more, use })));
      await service.codeCameBack({ ...request, use: 'nobody asked' });
      await stores.close();
      return may.filter(Boolean).length;
    };
    expect(await asked(Array.from({ length: 50 }, (_, index) => `use ${index}`))).toBe(3);
    expect(await asked(['one more'])).toBe(0);
    for (const other of [{ personId: 'tom' }, { realm: '/beta' }, { channel: 'voice' }]) expect(await asked(['one more'], other)).toBe(1);
  });

  it('count no more when they came back, or after ten minutes', async () => {
    const { service, clock } = messagesOf({});
    const may = (use: string) => service.mayAskForCode({ ...request, use });
    expect([await may('a'), await may('a'), await may('b'), await may('c'), await may('d')]).toEqual([true, true, true, true, false]);
    await service.codeCameBack({ ...request, use: 'b' });
    expect([await may('d'), await may('e')]).toEqual([true, false]);
    clock.now += 600_000;
    expect(await may('e')).toBe(true);
  });
});

it('sends one message for a step that is repeated, and another when its code is another', async () => {
  const { send, kept } = messagesOf({});
  for (let each = 0; each < 3; each += 1) await send({ runId: 'run', idempotencyKey: 'key' });
  expect(await kept()).toHaveLength(1);
  await send({ runId: 'run', idempotencyKey: 'key', text: 'Your code is 654321.' });
  expect(await kept()).toHaveLength(2);
});

describe('a message that a sign-on waits for', () => {
  const message = { realm: '/alpha', channel: 'email', to: 'mia@example.com', text: 'Code', runId: 'run', idempotencyKey: 'key' } as const;
  const refusing = (refusal: MailRefusal) => {
    const suspected: string[] = [];
    let tries = 0;
    const transport = {
      deliver: async () => {
        tries += 1;
        throw refusal;
      },
      reach: () => Promise.reject(refusal),
    };
    const made = messagesOf(
      {},
      { mail: { transport, from: 'a@example.com' }, suspect: (_realm, provider) => void suspected.push(provider), pauses: [0] },
    );
    return { ...made, suspected, tries: () => tries };
  };

  it.each([
    new MailRefusal('ECONNECTION', true),
    new MailRefusal('EDNS', true),
    new MailRefusal('ETIMEDOUT', true),
    new MailRefusal('ECONNECTION', true, 421),
  ])('fails when nobody is there, is not tried again, and has the provider looked at: %o', async (refusal) => {
    const { service, suspected, tries, told } = refusing(refusal);
    await expect(service.deliver({ ...message, dependsOn: 'Mail' })).rejects.toMatchObject({ code: 'messages.unreachable' });
    await service.idle();
    expect([suspected, tries(), told.length]).toEqual([['Mail'], 1, 1]);
    await expect(service.reachMail(undefined)).rejects.toMatchObject({ code: 'messages.unreachable' });
    await expect(service.deliver(message), 'the same step finds the same').rejects.toMatchObject({ code: 'messages.unreachable' });
  });

  it.each([
    [new MailRefusal('EAUTH', false, 535), 1],
    [new MailRefusal('EENVELOPE', false, 550), 1],
    [new MailRefusal('EENVELOPE', true, 450), 2],
  ])('goes on when it is refused, which is the operator’s, and is tried again when that may help: %o', async (refusal, expected) => {
    const { service, suspected, tries } = refusing(refusal);
    await service.deliver({ ...message, dependsOn: 'Mail' });
    await service.idle();
    expect([suspected, tries()]).toEqual([[], expected]);
    await service.reachMail(undefined);
  });

  it('has the provider looked at for whoever does not wait, too', async () => {
    const { send, suspected } = refusing(new MailRefusal('ECONNECTION', true));
    await send({ channel: 'email', to: 'mia@example.com', dependsOn: 'Mail' });
    expect(suspected).toEqual(['Mail', 'Mail']);
  });
});
