import { randomBytes } from 'node:crypto';
import { openMemoryStores } from '@waygate/storage';
import { describe, expect, it } from 'vitest';
import { createDeliveryClaims } from '../../src/delivery/delivery-claims.ts';
import { createOneTimeCodes } from '../../src/messages/one-time-codes.ts';
import { createSealer } from '../../src/sealing/create-sealer.ts';
import { KeyRing } from '../../src/sealing/key-ring.ts';

const NOW = 1_790_000_000_000;
const MINUTE = 60_000;
const place = { realm: '/alpha', runId: 'run' };
const holder = { id: 'id', username: 'mia', attribute: 'mail', address: 'mia@example.com' };
const TO = holder.address;

/** Codes of one server, or of several that share a store and keys. */
function servers() {
  const sealer = createSealer(new KeyRing('test', new Map([['test', randomBytes(32)]])));
  const clock = { now: NOW };
  const stores = openMemoryStores({ sealer, now: () => clock.now });
  const key = randomBytes(32);
  const server = () => createOneTimeCodes({ ...stores, sealer, nameOf: createDeliveryClaims(stores.deliveryClaims, key).nameOf });
  return { server, clock, stores };
}
const codes = () => servers().server();

it('makes a code that no text tells, and another that may be read', async () => {
  const port = codes();
  const { note, readable } = await port.make(place, 6, NOW, 'step');
  const made = port.open(place, note);
  expect(made).toEqual({ code: expect.stringMatching(/^\d{6}$/), readable, madeAt: NOW, ways: [] });
  expect(made?.code).not.toBe(readable);
  expect(note).not.toContain(made?.code);
});

it('tells every way by which a code went out, the first one too', async () => {
  const port = codes();
  const { note } = await port.make(place, 8, NOW, 'step');
  const first = await port.sent(place, note, { channel: 'email', holder, sentAt: NOW }, TO, 'first');
  const second = await port.sent(place, first?.note ?? '', { channel: 'sms', sentAt: NOW + 1 }, '+1', 'second');
  expect([first?.code, second?.code]).toEqual(Array(2).fill(port.open(place, note)?.code));
  expect(port.open(place, second?.note ?? '')?.ways).toEqual([
    { channel: 'email', holder, sentAt: NOW },
    { channel: 'sms', sentAt: NOW + 1 },
  ]);
});

it('tells nothing in another run or another realm, nor of what somebody wrote', async () => {
  const port = codes();
  const { note, readable } = await port.make(place, 8, NOW, 'step');
  for (const other of [{ runId: 'other' }, { realm: '/bravo' }]) expect(port.open({ ...place, ...other }, note)).toBeUndefined();
  for (const text of ['', 'x', '{}', JSON.stringify({ id: 'x', code: '1', readable, madeAt: NOW, ways: [] }), `${note.slice(0, -2)}AA`]) {
    expect(port.open(place, text)).toBeUndefined();
    await expect(port.sent(place, text, { channel: 'sms', holder, sentAt: NOW }, TO, 'x')).rejects.toMatchObject({
      code: 'code.note_unreadable',
    });
  }
});

it('sends another code from a note that was put back, so that nobody has the one that proves something but whom it went to', async () => {
  const port = codes();
  const { note } = await port.make(place, 8, NOW, 'step');
  const way = { channel: 'sms', holder, sentAt: NOW } as const;
  const theirs = await port.sent(place, note, way, TO, 'first');
  const copied = await port.sent(place, note, { channel: 'email', sentAt: NOW }, 'eve@example.com', 'second');
  expect(copied?.code).toMatch(/^\d{8}$/);
  expect(copied?.code).not.toBe(theirs?.code);
  expect(port.open(place, copied?.note ?? '')).toMatchObject({ code: copied?.code, ways: [{ channel: 'email', sentAt: NOW }] });
  // What went out once cannot go another way as well and be called what went out once.
  expect(await port.sent(place, theirs?.note ?? '', { channel: 'voice', sentAt: NOW }, '+1', 'third')).toMatchObject({
    code: theirs?.code,
  });
  expect(await port.sent(place, theirs?.note ?? '', { channel: 'email', sentAt: NOW }, 'eve@example.com', 'fourth')).toBeUndefined();
  expect(await port.use(place, theirs?.note ?? '', 'use', NOW)).toBe(false);
  expect(await port.use(place, note, 'use', NOW)).toBe(false);
});

describe('a step that is sent again', () => {
  it('has one code at all servers, though they take it at the same moment, and others have others', async () => {
    const { server } = servers();
    const copies = Array.from({ length: 8 }, server);
    const made = await Promise.all(copies.map((port) => port.make(place, 8, NOW, 'step')));
    const opened = made.map(({ note }, at) => copies[at]?.open(place, note));
    expect(new Set(opened.map((one) => one?.code)).size).toBe(1);
    // Scripts may send this one to whomever they like.
    expect(new Set(opened.map((one) => one?.readable)).size).toBeGreaterThan(1);
    const others = await Promise.all([
      server().make(place, 8, NOW, 'another step'),
      server().make({ ...place, runId: 'another run' }, 8, NOW, 'step'),
      server().make({ ...place, realm: '/bravo' }, 8, NOW, 'step'),
    ]);
    const places = [place, { ...place, runId: 'another run' }, { ...place, realm: '/bravo' }];
    for (const [at, { note }] of others.entries()) expect(server().open(places[at] ?? place, note)?.code).not.toBe(opened[0]?.code);
  });

  it('is good from when it was made first, and has another code after two minutes', async () => {
    const { server, clock } = servers();
    const codeAt = async (now: number) => {
      clock.now = now;
      const port = server();
      return port.open(place, (await port.make(place, 8, now, 'step')).note);
    };
    const first = await codeAt(NOW);
    expect(await codeAt(NOW + 2 * MINUTE - 1)).toMatchObject({ code: first?.code, madeAt: NOW });
    const later = await codeAt(NOW + 2 * MINUTE);
    expect(later?.madeAt).toBe(NOW + 2 * MINUTE);
    expect(later?.code).not.toBe(first?.code);
  });

  it('goes out as the same code by the same way, and as another one to somebody else', async () => {
    const { server } = servers();
    const sentBy = async (to: string, more: Partial<typeof holder> = {}) => {
      const port = server();
      const { note } = await port.make(place, 8, NOW, 'step');
      return port.sent(place, note, { channel: 'email', holder: { ...holder, address: to, ...more }, sentAt: NOW }, to, 'sender');
    };
    const [eve, mia, again, sam] = [
      await sentBy('eve@example.com', { id: 'eve' }),
      await sentBy(TO),
      await sentBy(TO),
      await sentBy(TO, { id: 'sam' }),
    ];
    expect(again?.code).toBe(mia?.code);
    expect(new Set([eve?.code, mia?.code, sam?.code]).size).toBe(3);
    const port = server();
    for (const sent of [eve, mia, sam]) expect(port.open(place, sent?.note ?? '')?.code).toBe(sent?.code);
    // It is one code still: of the two that led to it one is used.
    expect(await port.use(place, again?.note ?? '', 'use', NOW)).toBe(true);
    expect(await port.use(place, mia?.note ?? '', 'another', NOW)).toBe(false);
  });

  it('has one code for one address, and none that tells of another', async () => {
    const { server } = servers();
    const codeFor = (to: string, step = 'step') => server().forAddress(place, 6, NOW, step, to);
    const mia = await codeFor(TO);
    expect(mia).toEqual({ code: expect.stringMatching(/^\d{6}$/), madeAt: NOW });
    expect(await codeFor(TO)).toEqual(mia);
    const others = [await codeFor('eve@example.com'), await codeFor(TO, 'another step'), await codeFor('other@example.com')];
    expect(new Set([mia, ...others].map(({ code }) => code)).size).toBeGreaterThan(2);
  });

  it('leaves no code and no address in the store that can be read', async () => {
    const { server, stores } = servers();
    const port = server();
    const { note } = await port.make(place, 8, NOW, 'step');
    const sent = await port.sent(place, note, { channel: 'email', holder, sentAt: NOW }, TO, 'first');
    const { code } = await port.forAddress(place, 6, NOW, 'step', TO);
    let all = '';
    await stores.documents.walk((text) => {
      all += text;
      return text;
    });
    expect(all).toContain('"places":[{');
    for (const secret of [sent?.code ?? '', code, TO]) expect(all).not.toContain(secret);
  });
});

it('is used once by 50 at once, and the same use again gets the same answer', async () => {
  const port = codes();
  const { note } = await port.make(place, 8, NOW, 'step');
  const noted = (await port.sent(place, note, { channel: 'sms', holder, sentAt: NOW }, TO, 'sent'))?.note ?? '';
  const uses = await Promise.all(Array.from({ length: 50 }, (_, each) => port.use(place, noted, `use-${each}`, NOW)));
  expect(uses.filter(Boolean)).toHaveLength(1);
  const winner = uses.indexOf(true);
  expect(await port.use(place, noted, `use-${winner}`, NOW)).toBe(true);
  // Nor does it go out once more.
  expect(await port.sent(place, noted, { channel: 'email', sentAt: NOW }, TO, 'again')).toBeUndefined();
  expect(await port.use(place, 'what somebody wrote', 'use', NOW)).toBe(false);
});
