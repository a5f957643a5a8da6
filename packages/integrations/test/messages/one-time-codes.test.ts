import { randomBytes } from 'node:crypto';
import { openMemoryStores } from '@waygate/storage';
import { expect, it } from 'vitest';
import { createOneTimeCodes } from '../../src/messages/one-time-codes.ts';
import { createSealer } from '../../src/sealing/create-sealer.ts';
import { KeyRing } from '../../src/sealing/key-ring.ts';

const NOW = 1_790_000_000_000;
const code = { realm: '/alpha', runId: 'run', code: '12345678' };
const holder = { id: 'id', username: 'mia', attribute: 'mail', address: 'mia@example.com' };

function codes() {
  const sealer = createSealer(new KeyRing('test', new Map([['test', randomBytes(32)]])));
  const stores = openMemoryStores({ sealer, now: () => NOW });
  return createOneTimeCodes(sealer, stores.throttle);
}

it('tells every way by which a code went out, the first one too', () => {
  const port = codes();
  const first = port.note(code, { channel: 'email', holder, sentAt: 1 }, undefined);
  const second = port.note(code, { channel: 'sms', sentAt: 2 }, first);
  expect(port.read(code, second)).toEqual([
    { channel: 'email', holder, sentAt: 1 },
    { channel: 'sms', sentAt: 2 },
  ]);
});

it('tells nothing of another code, another run or another realm, nor of what somebody wrote', () => {
  const port = codes();
  const noted = port.note(code, { channel: 'sms', holder, sentAt: 1 }, undefined);
  for (const other of [{ code: '87654321' }, { runId: 'other' }, { realm: '/bravo' }])
    expect(port.read({ ...code, ...other }, noted)).toEqual([]);
  for (const text of ['', 'x', '{}', JSON.stringify({ code: code.code, ways: [] }), `${noted.slice(0, -2)}AA`])
    expect(port.read(code, text)).toEqual([]);
  const fresh = port.note({ ...code, code: '87654321' }, { channel: 'email', sentAt: 2 }, noted);
  expect(port.read({ ...code, code: '87654321' }, fresh)).toEqual([{ channel: 'email', sentAt: 2 }]);
});

it('is used once by 50 at once, and the same use again gets the same answer', async () => {
  const port = codes();
  const noted = port.note(code, { channel: 'sms', holder, sentAt: 1 }, undefined);
  const uses = await Promise.all(Array.from({ length: 50 }, (_, each) => port.use(code, noted, `use-${each}`, NOW)));
  expect(uses.filter(Boolean)).toHaveLength(1);
  const winner = uses.indexOf(true);
  expect(await port.use(code, noted, `use-${winner}`, NOW)).toBe(true);
  // What is noted later of the same code is the same code.
  expect(await port.use(code, port.note(code, { channel: 'email', sentAt: 2 }, noted), 'another', NOW)).toBe(false);
  expect(await port.use(code, 'what somebody wrote', 'use', NOW)).toBe(false);
});
