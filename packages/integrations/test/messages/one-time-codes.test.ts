import { randomBytes } from 'node:crypto';
import { openMemoryStores } from '@waygate/storage';
import { expect, it } from 'vitest';
import { createOneTimeCodes } from '../../src/messages/one-time-codes.ts';
import { createSealer } from '../../src/sealing/create-sealer.ts';
import { KeyRing } from '../../src/sealing/key-ring.ts';

const NOW = 1_790_000_000_000;
const place = { realm: '/alpha', runId: 'run' };
const holder = { id: 'id', username: 'mia', attribute: 'mail', address: 'mia@example.com' };

function codes() {
  const sealer = createSealer(new KeyRing('test', new Map([['test', randomBytes(32)]])));
  const stores = openMemoryStores({ sealer, now: () => NOW });
  return createOneTimeCodes(sealer, stores.throttle);
}

it('makes a code that no text tells, and another that may be read', () => {
  const port = codes();
  const { note, readable } = port.make(place, 6, NOW);
  const made = port.open(place, note);
  expect(made).toEqual({ code: expect.stringMatching(/^\d{6}$/), readable, madeAt: NOW, ways: [] });
  expect(made?.code).not.toBe(readable);
  expect(note).not.toContain(made?.code);
});

it('tells every way by which a code went out, the first one too', async () => {
  const port = codes();
  const first = await port.sent(place, port.make(place, 8, NOW).note, { channel: 'email', holder, sentAt: NOW }, 'first');
  const second = await port.sent(place, first, { channel: 'sms', sentAt: NOW + 1 }, 'second');
  expect(port.open(place, second)?.ways).toEqual([
    { channel: 'email', holder, sentAt: NOW },
    { channel: 'sms', sentAt: NOW + 1 },
  ]);
});

it('tells nothing in another run or another realm, nor of what somebody wrote', async () => {
  const port = codes();
  const { note, readable } = port.make(place, 8, NOW);
  for (const other of [{ runId: 'other' }, { realm: '/bravo' }]) expect(port.open({ ...place, ...other }, note)).toBeUndefined();
  for (const text of ['', 'x', '{}', JSON.stringify({ id: 'x', code: '1', readable, madeAt: NOW, ways: [] }), `${note.slice(0, -2)}AA`]) {
    expect(port.open(place, text)).toBeUndefined();
    await expect(port.sent(place, text, { channel: 'sms', holder, sentAt: NOW }, 'x')).rejects.toMatchObject({
      code: 'code.note_unreadable',
    });
  }
});

it('takes a code that went out from a note that was put back for one that proves nothing, and knows a step that is repeated', async () => {
  const port = codes();
  const { note } = port.make(place, 8, NOW);
  const way = { channel: 'sms', holder, sentAt: NOW } as const;
  await port.sent(place, note, { channel: 'email', sentAt: NOW }, 'first');
  expect(port.open(place, await port.sent(place, note, way, 'second'))?.ways).toEqual([{ channel: 'sms', sentAt: NOW }]);
  expect(await port.use(place, note, 'use', NOW)).toBe(false);

  const { note: another } = port.make(place, 8, NOW);
  for (let each = 0; each < 2; each += 1) expect(port.open(place, await port.sent(place, another, way, 'same'))?.ways).toEqual([way]);
});

it('is used once by 50 at once, and the same use again gets the same answer', async () => {
  const port = codes();
  const noted = await port.sent(place, port.make(place, 8, NOW).note, { channel: 'sms', holder, sentAt: NOW }, 'sent');
  const uses = await Promise.all(Array.from({ length: 50 }, (_, each) => port.use(place, noted, `use-${each}`, NOW)));
  expect(uses.filter(Boolean)).toHaveLength(1);
  const winner = uses.indexOf(true);
  expect(await port.use(place, noted, `use-${winner}`, NOW)).toBe(true);
  // What is noted later of the same code is the same code.
  expect(await port.use(place, await port.sent(place, noted, { channel: 'email', sentAt: NOW }, 'again'), 'another', NOW)).toBe(false);
  expect(await port.use(place, 'what somebody wrote', 'use', NOW)).toBe(false);
});
