import { runNode } from '@waygate/node-kit/testing';
import { describe, expect, it } from 'vitest';
import { APP, MIA, OathWorld, PASSWORD } from '../test/oath-world.ts';
import node from './node.ts';

const shared = { username: 'mia', mfaMethod: 'oath' };
const preference = (world: OathWorld, kind: 'oath' | 'push' | 'webauthn' = 'oath') => world.devices.skipPreference('/alpha', MIA, kind);

describe('Opt-out Multi-Factor Authentication', () => {
  it.each(['oath', 'push', 'webauthn'] as const)('notes that a person does without %s', async (mfaMethod) => {
    const world = new OathWorld();
    expect((await runNode(node, world.signedOn({ shared: { ...shared, mfaMethod } }))).outcome).toBe('outcome');
    expect(await preference(world, mfaMethod)).toBe('SKIPPABLE');
  });

  it('tells the person of it by another way, once', async () => {
    const world = new OathWorld();
    await runNode(node, world.signedOn({ shared }));
    await runNode(node, world.signedOn({ shared }));
    expect(world.notices).toEqual(['mia secondFactorChanged ']);
  });

  it('leaves what is noted already, and what may not be skipped by a person without a device', async () => {
    const world = new OathWorld();
    for (const noted of ['SKIPPABLE', 'NOT_SKIPPABLE'] as const) {
      await world.devices.setSkipPreference('/alpha', MIA, 'oath', noted);
      expect((await runNode(node, world.signedOn({ shared }))).action).toMatchObject({ outcome: 'outcome', audit: { changed: false } });
      expect(await preference(world)).toBe(noted);
    }
  });

  it('lets a person with a device do without it only when they have shown that they hold something', async () => {
    const world = new OathWorld();
    await world.has();
    expect((await runNode(node, world.signedOn({ shared }))).action).toMatchObject({ kind: 'refuse', code: 'mfa.opt_out_needs_factor' });
    expect([await preference(world), world.notices]).toEqual(['NOT_SKIPPABLE', []]);
    await runNode(node, world.signedOn({ shared, evidence: [PASSWORD, APP] }));
    expect(await preference(world)).toBe('SKIPPABLE');
  });

  it('is for somebody who has proved who they are', async () => {
    const world = new OathWorld();
    for (const nobody of [{ evidence: [] }, { subject: MIA, evidence: [] }]) {
      expect((await runNode(node, world.named({ shared, ...nobody }))).action).toMatchObject({
        kind: 'refuse',
        code: 'mfa.opt_out_needs_proof',
      });
    }
    expect(await preference(world)).toBe('NOT_SET');
  });

  it.each([{ username: 'mia' }, { username: 'mia', mfaMethod: 'binding' }, { mfaMethod: 'oath' }])(
    'does not run with %o',
    async (known) => {
      await expect(runNode(node, new OathWorld().signedOn({ shared: known }))).rejects.toThrow('It is not known who');
    },
  );
});
