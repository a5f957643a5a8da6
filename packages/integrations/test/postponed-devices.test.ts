import { expect, it } from 'vitest';
import { createPostponedDevices } from '../src/devices/postponed-devices.ts';
import { createSealer } from '../src/sealing/create-sealer.ts';
import { KeyRing } from '../src/sealing/key-ring.ts';

const port = createPostponedDevices(createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]]))));
const place = { kind: 'oath', realm: '/alpha', runId: 'run', personId: '1' } as const;
const kept = { device: { uuid: 'd', sharedSecret: 'c0ffee' }, most: 2 };

it('gives a device back in its own run, for its own person, and shows nothing of it', () => {
  const sealed = port.seal(place, kept);
  expect(port.open(place, sealed)).toEqual(kept);
  expect(sealed).not.toContain('c0ffee');
});

it.each([{ realm: '/beta' }, { runId: 'other' }, { personId: '2' }, { kind: 'webauthn' }] as const)(
  'gives nothing where %o',
  (elsewhere) => {
    expect(port.open({ ...place, ...elsewhere }, port.seal(place, kept))).toBeUndefined();
  },
);

it('gives nothing that somebody made up', () => {
  for (const text of ['', 'x', JSON.stringify(kept)]) expect(port.open(place, text)).toBeUndefined();
});
