import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from '@waygate/node-kit/testing';
import { openSqliteStores } from '@waygate/storage';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BEN, MIA, OathWorld, sealer } from '../test/oath-world.ts';
import node from './node.ts';

const typed = (value: string, index = 0) => ({
  answers: [{ type: 'NameCallback', value } as const, { type: 'ConfirmationCallback', index } as const],
});

describe('OATH Token Verifier', () => {
  it('asks for the code, and offers a recovery code only where the author allows it', async () => {
    const world = new OathWorld();
    await world.has();
    const asked = await runNode(node, world.named());
    expect(asked.action).toMatchObject({
      callbacks: [{ type: 'NameCallback' }, { type: 'ConfirmationCallback', options: ['Submit'], selected: 0 }],
    });
    const allowed = await runNode(node, world.named({ config: { isRecoveryCodeAllowed: true } }));
    expect(allowed.action).toMatchObject({ callbacks: [{}, { options: ['Submit', 'Use recovery code'] }] });
    expect((await runNode(node, world.named({ config: { isRecoveryCodeAllowed: true }, ...typed('', 1) }))).outcome).toBe(
      'recoveryCodeOutcome',
    );
    expect((await runNode(node, world.named(typed('')))).action.kind).toBe('send');
    expect(world.tries).toEqual([]);
  });

  it('takes the code of an app as proof of who has it', async () => {
    const world = new OathWorld();
    const device = await world.has();
    const code = world.code(device);
    const done = await runNode(node, world.named(typed(`${code.slice(0, 3)} ${code.slice(3)}`)));
    expect(done.action).toMatchObject({
      outcome: 'successOutcome',
      identified: { id: MIA.id, username: 'mia' },
      proves: ['possession:oath'],
      nodeTypes: ['AuthenticatorOATH'],
    });
    expect(world.successes).toEqual(world.tries);
    expect(await world.kept()).toMatchObject([{ lastLogin: 1_790_000_010, clockDriftSeconds: 0, lastAccessDate: world.now }]);
  });

  it('takes no code twice in the window, nor one before it', async () => {
    const world = new OathWorld();
    const device = await world.has();
    const before = world.code(device, Math.floor(world.now / 30_000) - 1);
    const code = world.code(device);
    expect((await runNode(node, world.named(typed(code)))).outcome).toBe('successOutcome');
    for (const again of [code, before]) {
      const done = await runNode(node, world.named(typed(again)));
      expect(done.action).toMatchObject({ outcome: 'failureOutcome', audit: { reason: 'used' } });
    }
    world.now += 30_000;
    expect((await runNode(node, world.named(typed(code)))).outcome).toBe('failureOutcome');
    expect((await runNode(node, world.named(typed(world.code(device))))).outcome).toBe('successOutcome');
  });

  it('takes one code once, however many use it at the same moment', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'waygate-oath-'));
    const stores = await openSqliteStores({ directory, sealer });
    onTestFinished(async () => {
      await stores.close();
      await rm(directory, { recursive: true });
    });
    for (const more of [{}, { algorithm: 'HOTP' } as const]) {
      const world = new OathWorld(stores);
      const device = await world.has({ ...more, uuid: `d-${more.algorithm ?? 'TOTP'}` });
      const code = world.code(device, more.algorithm === undefined ? undefined : 3);
      const runs = Array.from({ length: 50 }, () => runNode(node, world.named({ config: more, ...typed(code) })));
      const outcomes = (await Promise.all(runs)).map(({ outcome }) => outcome);
      expect(outcomes.filter((outcome) => outcome === 'successOutcome')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'failureOutcome')).toHaveLength(49);
    }
  });

  it.each(['000000', '12345', '1234567', 'abcdef', '1'.repeat(300)])('takes %s for a wrong code and clears nothing', async (code) => {
    const world = new OathWorld();
    await world.has();
    const done = await runNode(node, world.named(typed(code)));
    expect(done.outcome).toBe('failureOutcome');
    expect(world.tries).toHaveLength(1);
    expect(world.successes).toEqual([]);
  });

  it('compares nothing when the try is refused', async () => {
    const world = new OathWorld();
    const device = await world.has();
    world.permit = { allowed: false, reason: 'wait' };
    const done = await runNode(node, world.named(typed(world.code(device))));
    expect(done.action).toMatchObject({ outcome: 'failureOutcome', audit: { throttled: 'wait' } });
    world.permit = { allowed: true };
    expect((await runNode(node, world.named(typed(world.code(device))))).outcome).toBe('successOutcome');
  });

  it('counts two codes in one step as two tries', async () => {
    const world = new OathWorld();
    await world.has();
    const step = { idempotencyKey: 'same' };
    await runNode(node, world.named({ ...step, ...typed('000000') }));
    await runNode(node, world.named({ ...step, ...typed('000001') }));
    expect(new Set(world.tries).size).toBe(2);
  });

  it('tries every app of the person, and begins with the one that was used last', async () => {
    const world = new OathWorld();
    const old = await world.has({ uuid: 'old' });
    const hotp = await world.has({ uuid: 'hotp', algorithm: 'HOTP' });
    const used = await world.has({ uuid: 'used', digits: 8, hash: 'HMAC_SHA512', lastAccessDate: world.now + 1 });
    expect((await runNode(node, world.named(typed(world.code(used))))).action).toMatchObject({ audit: { device: 'used' } });
    expect(world.tries).toHaveLength(1);
    expect((await runNode(node, world.named(typed(world.code(old))))).action).toMatchObject({ audit: { device: 'old' } });
    const counter = await runNode(node, world.named({ config: { algorithm: 'HOTP' }, ...typed(world.code(hotp, 1)) }));
    expect(counter.action).toMatchObject({ audit: { device: 'hotp' } });
    expect((await world.kept()).find(({ uuid }) => uuid === 'hotp')?.counter).toBe(2);
  });

  it('clears nothing that was counted of another app than the one whose code it was', async () => {
    const world = new OathWorld();
    await world.has({ uuid: 'first', lastAccessDate: world.now + 1 });
    const second = await world.has({ uuid: 'second' });
    expect((await runNode(node, world.named(typed(world.code(second))))).outcome).toBe('successOutcome');
    expect(world.tries.map((one) => one.split(' ')[0])).toEqual(['oath:first', 'oath:second']);
    expect(world.successes.map((one) => one.split(' ')[0])).toEqual(['oath:second']);
  });

  it.each([
    [90, {}, 'failureOutcome'],
    [-90, {}, 'failureOutcome'],
    [90, { totpTimeSteps: 3 }, 'successOutcome'],
    [-90, { totpTimeSteps: 3 }, 'successOutcome'],
    [90, { totpTimeSteps: 3, maximumAllowedClockDrift: 2 }, 'failureOutcome'],
    [60, {}, 'successOutcome'],
    [0, { totpTimeSteps: 0 }, 'successOutcome'],
    [30, { totpTimeSteps: 0 }, 'failureOutcome'],
    [-30, { totpTimeSteps: 0 }, 'failureOutcome'],
  ])('with a clock that is %i s off and %o takes %s', async (offset, config, outcome) => {
    const world = new OathWorld();
    const device = await world.has();
    const code = world.code(device, Math.floor((world.now / 1000 + offset) / 30));
    expect((await runNode(node, world.named({ config, ...typed(code) }))).outcome).toBe(outcome);
  });

  it('takes the step of a phone alone, once a confirmation has learned how far off its clock is', async () => {
    const world = new OathWorld();
    const device = await world.has({ clockDriftSeconds: -30 });
    const step = Math.floor(world.now / 1000 / 30);
    const verify = async (at: number) =>
      (await runNode(node, world.named({ config: { totpTimeSteps: 0 }, ...typed(world.code(device, at)) }))).outcome;
    expect([await verify(step), await verify(step - 2), await verify(step - 1)]).toEqual([
      'failureOutcome',
      'failureOutcome',
      'successOutcome',
    ]);
  });

  it.each(['ben', 'nobody'])('sends %s, who has no app, to registration', async (username) => {
    const done = await runNode(node, new OathWorld().named({ shared: { username }, ...typed('123456') }));
    expect(done.outcome).toBe('notRegisteredOutcome');
    expect(done.shared['mfaMethod']).toBe('oath');
  });

  it('judges a registration that is not kept yet, whose code is used up then and proves nothing of the person', async () => {
    const world = new OathWorld();
    const { app, done: before } = await world.postponed();
    const given = { shared: before.shared, secure: before.transient };
    const code = app.code(world.now);
    expect((await runNode(node, world.signedOn({ ...given, ...typed('000000') }))).outcome).toBe('failureOutcome');
    const done = await runNode(node, world.signedOn({ ...given, ...typed(code) }));
    if (done.action.kind !== 'goTo') throw new Error('went nowhere');
    expect(done.outcome).toBe('successOutcome');
    expect(done.action.proves ?? []).toEqual([]);
    const again = await runNode(node, world.signedOn({ ...given, transient: done.transient, ...typed(code) }));
    expect(again.outcome).toBe('failureOutcome');
    const other = await runNode(
      node,
      world.signedOn({ ...given, shared: { username: 'ben' }, subject: BEN, evidence: [], ...typed(code) }),
    );
    expect(other.outcome).toBe('notRegisteredOutcome');
  });

  it('does not run for nobody', async () => {
    await expect(runNode(node, new OathWorld().named({ shared: {} }))).rejects.toThrow('Nobody is named');
  });
});
