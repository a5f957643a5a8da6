import type { Step } from '@waygate/engine';
import { FAILURE_ID, type JourneyNode, SUCCESS_ID } from '@waygate/schema';
import { expect, it } from 'vitest';
import { journeyOf, node, openHouse, withPassword } from './house.ts';

const asks = (next: string): JourneyNode =>
  node('MessageNode', { message: { en: 'Go on?' }, messageYes: {}, messageNo: {} }, { true: next, false: FAILURE_ID });

const waits = journeyOf(withPassword('wait', { wait: asks(SUCCESS_ID) }));

const changes = journeyOf(
  withPassword('new', {
    new: node('ValidatedPasswordNode', { validateInput: false }, { outcome: 'patch' }),
    patch: node('PatchObjectNode', { identityResource: 'managed/alpha_user' }, { PATCHED: 'wait', FAILURE: FAILURE_ID }),
    wait: asks(SUCCESS_ID),
  }),
);

const proofsOf = (step: Step) =>
  step.kind === 'success' && step.session !== undefined ? step.session.evidence.map(({ factor, at }) => [factor, at]) : step.kind;

async function opened(journey = waits) {
  const clock = { now: Date.now() };
  const house = await openHouse([journey], { now: () => clock.now });
  const passwordIs = async (step: Step, value: string) => {
    clock.now += 1_000;
    return house.answer(step, { type: 'PasswordCallback', value });
  };
  const goOn = async (step: Step) => {
    clock.now += 1_000;
    return house.answer(step, { type: 'ConfirmationCallback', index: 0 });
  };
  const replace = async () => {
    clock.now += 1_000;
    expect(await house.ports.identities.patch('/alpha', house.demo.id, { password: 'Another-one-9' })).toMatchObject({ status: 'done' });
  };
  const named = async (more?: Parameters<typeof house.start>[0]) =>
    house.answer(await house.start(more), { type: 'NameCallback', value: 'demo' });
  return { ...house, clock, passwordIs, goOn, replace, named };
}

it('makes no session of a password that was replaced while the sign-on waited', async () => {
  const { goOn, replace, named, passwordIs, faults } = await opened();
  const waiting = await passwordIs(await named(), 'right');
  await replace();
  expect((await goOn(waiting)).kind).toBe('failure');
  expect(faults).toMatchObject([{ code: 'journey.password_replaced' }]);
});

it('makes a session of a password that is still the same', async () => {
  const { goOn, named, passwordIs } = await opened();
  expect((await goOn(await passwordIs(await named(), 'right'))).kind).toBe('success');
});

it('signs on whoever chose the new password on the way', async () => {
  const { goOn, named, passwordIs, clock, faults } = await opened(changes);
  const old = await passwordIs(await named(), 'right');
  const chosen = await passwordIs(old, 'Another-one-9');
  const at = clock.now;
  expect(proofsOf(await goOn(chosen))).toEqual([['knowledge:password', at]]);
  expect(faults).toEqual([]);
});

it('makes no session when the password that was chosen on the way is replaced too', async () => {
  const { goOn, replace, named, passwordIs, faults } = await opened(changes);
  const chosen = await passwordIs(await passwordIs(await named(), 'right'), 'Chosen-here-9');
  await replace();
  expect((await goOn(chosen)).kind).toBe('failure');
  expect(faults).toMatchObject([{ code: 'journey.password_replaced' }]);
});

it('takes no proof with the replaced password over into a session that is made stronger', async () => {
  const { goOn, named, passwordIs, clock, demo, stores } = await opened();
  const first = await goOn(await passwordIs(await named(), 'right'));
  const stillValid = await stronger(first, 'right');
  expect(proofsOf(stillValid)).toHaveLength(2);

  // As the hash is changed beside the service, whose way to do it ends every session.
  await stores.identities.update('/alpha', demo.id, (record) => ({
    ...record,
    passwordHash: 'plain:Another-one-9',
    passwordChangedAt: clock.now + 1,
  }));
  const last = await stronger(stillValid, 'Another-one-9');
  expect(proofsOf(last)).toEqual([['knowledge:password', clock.now - 1_000]]);

  async function stronger(step: Step, password: string) {
    if (step.kind !== 'success' || step.session === undefined || step.tokenId === undefined)
      throw new Error(`A session, not ${step.kind}.`);
    const existing = { session: step.session, tokenId: step.tokenId };
    return goOn(await passwordIs(await named({ existing }), password));
  }
});
