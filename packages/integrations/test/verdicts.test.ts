import { expect, it } from 'vitest';
import { createSealer } from '../src/sealing/create-sealer.ts';
import { KeyRing } from '../src/sealing/key-ring.ts';
import { createVerdicts } from '../src/verdicts/verdicts.ts';

const port = createVerdicts(createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]]))));
const place = { realm: '/alpha', runId: 'run', personId: '1' };
const verdict = { methods: ['TOTP'], phones: {} };

it('gives a verdict back in its own run, for its own person', () => {
  expect(port.open(place, port.seal(place, verdict))).toEqual(verdict);
});

it.each([{ realm: '/beta' }, { runId: 'other' }, { personId: '2' }])('gives nothing where %o', (elsewhere) => {
  expect(port.open({ ...place, ...elsewhere }, port.seal(place, verdict))).toBeUndefined();
});

it('gives nothing that somebody made up', () => {
  for (const text of ['', 'x', JSON.stringify(verdict)]) expect(port.open(place, text)).toBeUndefined();
});
