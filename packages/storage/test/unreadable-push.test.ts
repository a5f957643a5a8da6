import { WaygateError } from '@waygate/schema';
import { expect, it } from 'vitest';
import { openMemoryStores } from '../src/index.ts';
import { outboxMessage } from './samples/outbox-message.ts';
import { sealer } from './sealer.ts';

it('leaves out and tells of a push that does not open, and gives every inbox what else waits', async () => {
  const damaging = { ...sealer, seal: (place: string, text: string) => sealer.seal(place.includes('bad') ? 'elsewhere' : place, text) };
  const { pushOutbox } = openMemoryStores({ sealer: damaging, now: () => 1_000 });
  for (const [inbox, id] of [
    ['a', 'good'],
    ['a', 'bad'],
    ['b', 'other'],
  ] as const)
    await pushOutbox.add(inbox, outboxMessage(id, 9_000));
  const told: unknown[] = [];
  const unreadable = (error: unknown) => void told.push(error);
  expect(await pushOutbox.pendingIn(['a', 'b'], 1_000, unreadable)).toEqual(
    new Map([
      ['a', [outboxMessage('good', 9_000)]],
      ['b', [outboxMessage('other', 9_000)]],
    ]),
  );
  expect(await pushOutbox.pending('a', 1_000, unreadable)).toEqual([outboxMessage('good', 9_000)]);
  expect(told).toEqual([1, 2].map(() => expect.objectContaining({ code: 'seal.unreadable' })));
});

it('takes an outage of what opens pushes for no unreadable push', async () => {
  const down = new WaygateError('operational', 'keys.unavailable', 'Down.');
  const closed = () => {
    throw down;
  };
  const { pushOutbox } = openMemoryStores({ sealer: { ...sealer, open: closed }, now: () => 1_000 });
  await pushOutbox.add('a', outboxMessage('1', 9_000));
  await expect(pushOutbox.pendingIn(['a'], 1_000, () => undefined)).rejects.toBe(down);
});
