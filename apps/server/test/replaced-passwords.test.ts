import type { Step } from '@waygate/engine';
import { FAILURE_ID, type JourneyNode, SUCCESS_ID, WaygateError } from '@waygate/schema';
import { expect, it, vi } from 'vitest';
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
  /** As the hash is changed beside the service, whose way to do it ends every session. */
  const replaceBeside = async () => {
    clock.now += 1;
    await house.stores.identities.update('/alpha', house.demo.id, (record) => ({
      ...record,
      passwordHash: 'plain:Another-one-9',
      passwordChangedAt: clock.now,
    }));
  };
  const hashNow = async () => (await house.stores.identities.findById('/alpha', house.demo.id))?.passwordHash;
  const named = async (more?: Parameters<typeof house.start>[0]) =>
    house.answer(await house.start(more), { type: 'NameCallback', value: 'demo' });
  return { ...house, clock, passwordIs, goOn, replace, replaceBeside, hashNow, named };
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

/** Answers a step whose answer is lost: its nodes have set the password, and the run is where it was. @param at where the store went away */
async function losing(at: 'the end' | 'the sessions', { stores }: Awaited<ReturnType<typeof opened>>, answer: () => Promise<unknown>) {
  const away = async () => {
    throw new WaygateError('operational', 'storage.unavailable', 'The store is away.');
  };
  const held =
    at === 'the end'
      ? vi.spyOn(stores.journeySessions, 'replace').mockImplementation(away)
      : vi.spyOn(stores.signOnSessions, 'listByUser').mockImplementation(away);
  await expect(answer()).rejects.toMatchObject({ code: 'storage.unavailable' });
  held.mockRestore();
}

it.each(['the end', 'the sessions'] as const)(
  'signs on whoever sends the step with the new password again because its answer was lost at %s, and ends every session of the old one',
  async (at) => {
    const house = await opened(changes);
    const { goOn, named, passwordIs, clock, faults, stores } = house;
    const old = await passwordIs(await named(), 'right');
    await losing(at, house, () => passwordIs(old, 'Another-one-9'));
    const changedAt = clock.now;
    const ends = vi.spyOn(stores.signOnSessions, 'listByUser');
    const chosen = await passwordIs(old, 'Another-one-9');
    expect(ends).toHaveBeenCalled();
    expect(proofsOf(await goOn(chosen))).toEqual([['knowledge:password', changedAt]]);
    expect(faults.map(({ code }) => code)).not.toContain('journey.password_replaced');
  },
);

it('takes no step again that set a password when somebody else has set another since', async () => {
  const house = await opened(changes);
  const { named, passwordIs, hashNow, replaceBeside } = house;
  const old = await passwordIs(await named(), 'right');
  await losing('the end', house, () => passwordIs(old, 'Chosen-here-9'));
  await replaceBeside();
  expect((await passwordIs(old, 'Chosen-here-9')).kind).toBe('failure');
  expect(await hashNow()).toBe('plain:Another-one-9');
});

it('takes no proof with the replaced password over into a session that is made stronger', async () => {
  const { goOn, named, passwordIs, clock, replaceBeside } = await opened();
  const first = await goOn(await passwordIs(await named(), 'right'));
  const stillValid = await stronger(first, 'right');
  expect(proofsOf(stillValid)).toHaveLength(2);

  await replaceBeside();
  const last = await stronger(stillValid, 'Another-one-9');
  expect(proofsOf(last)).toEqual([['knowledge:password', clock.now - 1_000]]);

  async function stronger(step: Step, password: string) {
    if (step.kind !== 'success' || step.session === undefined || step.tokenId === undefined)
      throw new Error(`A session, not ${step.kind}.`);
    const existing = { session: step.session, tokenId: step.tokenId };
    return goOn(await passwordIs(await named({ existing }), password));
  }
});

it('keeps the new password when somebody who waits with the old one chooses another', async () => {
  const { replace, named, passwordIs, faults, visits, hashNow } = await opened(changes);
  const waiting = await passwordIs(await named(), 'right');
  await replace();
  const before = visits.length;
  expect((await passwordIs(waiting, 'Of-the-thief-9')).kind).toBe('failure');
  expect(visits).toHaveLength(before);
  expect(await hashNow()).toBe('plain:Another-one-9');
  expect(faults).toMatchObject([{ code: 'journey.password_replaced' }]);
});

it('keeps the new password also when it is set while the other is being written', async () => {
  const { named, passwordIs, replaceBeside, hashNow, stores, visits } = await opened(changes);
  const waiting = await passwordIs(await named(), 'right');
  const update = stores.identities.update.bind(stores.identities);
  vi.spyOn(stores.identities, 'update').mockImplementationOnce(async (...args) => {
    await replaceBeside();
    return update(...args);
  });
  expect((await passwordIs(waiting, 'Of-the-thief-9')).kind).toBe('failure');
  expect(await hashNow()).toBe('plain:Another-one-9');
  expect(visits.at(-1)).toMatchObject({ nodeType: 'PatchObjectNode', result: 'FAILURE' });
});

it('runs no node for somebody who was made inactive meanwhile', async () => {
  const { named, passwordIs, ports, demo, visits, hashNow } = await opened(changes);
  const waiting = await passwordIs(await named(), 'right');
  await ports.identities.patch('/alpha', demo.id, { accountStatus: 'inactive' });
  const before = visits.length;
  expect((await passwordIs(waiting, 'Of-the-thief-9')).kind).toBe('failure');
  expect(visits).toHaveLength(before);
  expect(await hashNow()).toBe('plain:right');
});

it('goes on with somebody who was inactive from the beginning, where the journey unlocks them', async () => {
  const unlocks = journeyOf(
    withPassword('wait', { wait: asks('unlock'), unlock: node('AccountLockoutNode', { lockAction: 'UNLOCK' }, { outcome: SUCCESS_ID }) }),
  );
  const { named, passwordIs, goOn, ports, demo } = await opened(unlocks);
  await ports.identities.patch('/alpha', demo.id, { accountStatus: 'inactive' });
  expect((await goOn(await passwordIs(await named(), 'right'))).kind).toBe('success');
});

it('signs on whoever is made to choose another password, also when the journey asks more afterwards', async () => {
  const forced = journeyOf({
    name: node('UsernameCollectorNode', {}, { outcome: 'password' }),
    password: node('PasswordCollectorNode', {}, { outcome: 'store' }),
    store: node(
      'IdentityStoreDecisionNode',
      {},
      {
        ...{ TRUE: 'wait', FALSE: FAILURE_ID, LOCKED: FAILURE_ID, CANCELLED: FAILURE_ID, EXPIRED: FAILURE_ID },
      },
    ),
    wait: asks(SUCCESS_ID),
  });
  const { named, passwordIs, goOn, answer, stores, demo, hashNow } = await opened(forced);
  await stores.identities.update('/alpha', demo.id, (record) => ({ ...record, mustChangePassword: true }));
  const asked = await passwordIs(await named(), 'right');
  const typed = ['right', 'Chosen-here-9', 'Chosen-here-9'].map((value) => ({ type: 'PasswordCallback', value }) as const);
  const chosen = await answer(asked, ...typed, { type: 'ConfirmationCallback', index: 0 });
  expect((await goOn(chosen)).kind).toBe('success');
  expect(await hashNow()).toBe('plain:Chosen-here-9');
});

it('ends a session at once whose password was replaced while it was being made', async () => {
  const { named, passwordIs, goOn, replaceBeside, stores, clock, demo, faults } = await opened();
  const waiting = await passwordIs(await named(), 'right');
  const complete = stores.journeySessions.complete.bind(stores.journeySessions);
  vi.spyOn(stores.journeySessions, 'complete').mockImplementationOnce(async (...args) => {
    await replaceBeside();
    return complete(...args);
  });
  expect((await goOn(waiting)).kind).toBe('failure');
  expect(await stores.signOnSessions.listByUser('/alpha', demo.id, clock.now)).toEqual([]);
  expect(faults).toMatchObject([{ code: 'journey.password_replaced' }]);
});

it.each([
  ['leaves nothing of what a replaced password was worth in', true, 0, ['Journey']],
  ['leaves what a password is worth that is the same in', false, 30, ['Journey', 'Strong']],
])('%s a session that is made stronger', async (_, replaced, authLevel, journeys) => {
  const { goOn, named, passwordIs, replaceBeside, stores } = await opened();
  const first = await goOn(await passwordIs(await named(), 'right'));
  if (first.kind !== 'success' || first.session === undefined) throw new Error(`A session, not ${first.kind}.`);
  const session = { ...first.session, id: 'stronger', authLevel: 30, journeys: ['Journey', 'Strong'] };
  await stores.signOnSessions.create(session);
  if (replaced) await replaceBeside();
  const again = await named({ existing: { session, tokenId: 'its token' } });
  const last = await goOn(await passwordIs(again, replaced ? 'Another-one-9' : 'right'));
  expect(last).toMatchObject({ kind: 'success', session: { authLevel, journeys } });
});

const HOUR = 3_600_000;

it('signs on whoever has a new password though the clock was put back since they chose it', async () => {
  const { goOn, named, passwordIs, replace, clock, faults } = await opened();
  await replace();
  clock.now -= HOUR;
  expect(proofsOf(await goOn(await passwordIs(await named(), 'Another-one-9')))).toHaveLength(1);
  expect(faults).toEqual([]);
});

it('makes no session of a password that was replaced while the sign-on waited, though the clock was put back between', async () => {
  const { goOn, named, passwordIs, replace, clock, faults } = await opened();
  const waiting = await passwordIs(await named(), 'right');
  clock.now -= 60_000;
  await replace();
  expect((await goOn(waiting)).kind).toBe('failure');
  expect(faults).toMatchObject([{ code: 'journey.password_replaced' }]);
});

it('signs on whoever chose the new password on the way though the clock was put back, and keeps it from whoever waits with the old one', async () => {
  const { goOn, named, passwordIs, clock, hashNow } = await opened(changes);
  const other = await passwordIs(await named(), 'right');
  const old = await passwordIs(await named(), 'right');
  clock.now -= 60_000;
  const chosen = await passwordIs(old, 'Another-one-9');
  expect(proofsOf(await goOn(chosen))).toHaveLength(1);
  const set = await hashNow();
  expect((await passwordIs(other, 'Of-the-thief-9')).kind).toBe('failure');
  expect(await hashNow()).toBe(set);
});

it('makes no session of the first password that was replaced while the registration waited, though the clock was put back between', async () => {
  const registers = journeyOf({
    name: node('ValidatedUsernameNode', { validateInput: false }, { outcome: 'attributes' }),
    attributes: node('AttributeCollectorNode', { attributesToCollect: ['givenName', 'sn', 'mail'] }, { outcome: 'password' }),
    password: node('ValidatedPasswordNode', { validateInput: false }, { outcome: 'create' }),
    create: node('CreateObjectNode', { identityResource: 'managed/alpha_user' }, { CREATED: 'wait', FAILURE: FAILURE_ID }),
    wait: asks(SUCCESS_ID),
  });
  const { start, answer, stores, passwordIs, goOn, clock, ports, faults } = await opened(registers);
  const named = await answer(await start(), { type: 'NameCallback', value: 'newcomer' });
  const given = (value: string) => ({ type: 'StringAttributeInputCallback', value, validateOnly: false }) as const;
  const waiting = await passwordIs(await answer(named, given('New'), given('Comer'), given('new@example.com')), 'Chosen-here-9');
  clock.now -= 60_000;
  const { id = '' } = (await stores.identities.findByName('/alpha', 'newcomer')) ?? {};
  expect(await ports.identities.patch('/alpha', id, { password: 'Another-one-9' })).toMatchObject({ status: 'done' });
  expect((await goOn(waiting)).kind).toBe('failure');
  expect(faults).toMatchObject([{ code: 'journey.password_replaced' }]);
});
