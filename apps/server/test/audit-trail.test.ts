import { createSealer, KeyRing } from '@waygate/integrations';
import type { AuditRecord } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';
import { expect, it, onTestFinished, vi } from 'vitest';
import { AuditTrail } from '../src/audit/audit-trail.ts';

function opened() {
  const ring = new KeyRing('test', new Map([['test', Buffer.alloc(32, 1)]]));
  const stores = openMemoryStores({ sealer: createSealer(ring) });
  onTestFinished(() => stores.close());
  const { audit } = stores;
  const writes = { begun: 0, together: 0, most: 0 };
  let held: Promise<void> | undefined;
  const trail = new AuditTrail(
    {
      append: async (...what) => {
        writes.begun += 1;
        writes.together += 1;
        writes.most = Math.max(writes.most, writes.together);
        await held;
        await audit.append(...what);
        writes.together -= 1;
      },
      amend: (...what) => audit.amend(...what),
      search: (...what) => audit.search(...what),
      walk: (which) => audit.walk(which),
    },
    { keepMs: undefined, traceCode: (id) => id, personCalled: async () => undefined, log: { error: () => undefined }, now: Date.now },
  );
  /** Has the store hang. @returns what lets it go on */
  const hang = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    held = promise;
    return resolve;
  };
  const records = async () => {
    const found: AuditRecord[] = [];
    for await (const part of audit.walk({ from: 0, to: Date.now() + 60_000 })) found.push(...part);
    return found;
  };
  return { trail, writes, hang, records };
}

it('keeps no more than it says while the store hangs, in one write at a time, and counts what it lost', async () => {
  const { trail, writes, hang, records } = opened();
  const letGo = hang();
  const note = () => trail.note({ event: 'authentication.begun', realm: '/', result: 'begun' });
  note();
  const first = trail.flush();
  await vi.waitFor(() => expect(writes.begun).toBe(1));
  for (let round = 0; round < 20_010; round += 1) note();
  const others = [trail.flush(), trail.flush()];
  await new Promise((resolve) => setImmediate(resolve));
  expect(writes).toEqual({ begun: 1, together: 1, most: 1 });
  letGo();
  await Promise.all([first, ...others]);
  await trail.stop();
  expect(writes.most).toBe(1);
  const found = await records();
  expect(found.filter(({ event }) => event === 'authentication.begun')).toHaveLength(20_000);
  expect(found.filter(({ event }) => event === 'operation.records_lost').map(({ facts }) => facts)).toEqual([{ count: 11 }]);
});
