import { runNode } from '@waygate/node-kit/testing';
import type { Answer } from '@waygate/schema';
import { beforeEach, describe, expect, it } from 'vitest';
import { BEGIN, realPeople } from '../test/real-people.ts';
import node from './node.ts';

let world: Awaited<ReturnType<typeof realPeople>>;
let mia: { id: string; username: string };
beforeEach(async () => {
  world = await realPeople();
  mia = await world.made();
});
const run = (username: string, password: string, more: Parameters<typeof runNode>[1] = {}) =>
  runNode(node, { shared: { username }, transient: { password }, now: BEGIN, ports: world.ports, ...more });
const change = (more: object) => world.stores.identities.update('/alpha', mia.id, (record) => ({ ...record, ...more }));

it('takes the right password, says whose it is, and writes the name as the person has it', async () => {
  const { action, shared } = await run('MIA', 'correct horse');
  expect([action, shared]).toMatchObject([{ outcome: 'TRUE', identified: mia }, { username: 'mia' }]);
  expect(node.provides).toEqual({ TRUE: ['knowledge:password'] });
});

it('goes on with the universal identifier when it is told to', async () => {
  const config = { useUniversalIdForUsername: true };
  expect((await run('mia', 'correct horse', { config })).shared['username']).toBe('id=mia,ou=user,o=alpha,ou=services,ou=am-config');
});

it('answers alike to a wrong password and a name that nobody has', async () => {
  for (const [name, password] of [
    ['mia', 'wrong'],
    ['nobody', 'correct horse'],
    ['mia', ''],
  ] as const) {
    expect((await run(name, password)).action).toEqual({ kind: 'goTo', outcome: 'FALSE' });
  }
});

it('tells who knows the password that the account is locked or the password too old, and nobody else', async () => {
  await world.set('managedUser', { passwordMaxAgeDays: 30 });
  const later = BEGIN + 31 * 86_400_000;
  expect((await run('mia', 'correct horse', { now: later })).outcome).toBe('EXPIRED');
  expect((await run('mia', 'wrong', { now: later })).outcome).toBe('FALSE');
  await change({ active: false });
  expect((await run('mia', 'correct horse')).outcome).toBe('LOCKED');
  expect((await run('mia', 'wrong')).outcome).toBe('FALSE');
});

it('is broken without a password', async () => {
  await expect(runNode(node, { shared: { username: 'mia' }, ports: world.ports })).rejects.toMatchObject({ code: 'node.password_missing' });
});

describe('a password that must be changed', () => {
  beforeEach(() => change({ mustChangePassword: true }));
  const answers = (old: string, fresh: string, again: string, index: number | undefined = 0): Answer[] => [
    ...[old, fresh, again].map((value) => ({ type: 'PasswordCallback', value }) as const),
    { type: 'ConfirmationCallback', index },
  ];
  const answer = (given: Answer[], config = {}) =>
    runNode(node, { config, shared: { username: 'mia' }, local: { personId: mia.id }, answers: given, ports: world.ports });

  it('is asked for once the old one was right, in capitals unless the author says otherwise', async () => {
    const { action, local } = await run('mia', 'correct horse');
    expect(action).toMatchObject({
      callbacks: [
        { type: 'TextOutputCallback', message: 'YOU MUST CHOOSE ANOTHER PASSWORD.' },
        { type: 'PasswordCallback', prompt: 'Old password' },
        { type: 'PasswordCallback', prompt: 'New password' },
        { type: 'PasswordCallback', prompt: 'Confirm password' },
        { type: 'ConfirmationCallback', options: ['Submit', 'Cancel'], defaultOption: 1 },
      ],
    });
    expect(local).toEqual({ personId: mia.id });
    const config = { mixedCaseForPasswordChangeMessages: true };
    expect((await run('mia', 'correct horse', { config })).action).toMatchObject({
      callbacks: [{ message: 'You must choose another password.' }, {}, {}, {}, {}],
    });
    expect((await run('mia', 'wrong')).outcome).toBe('FALSE');
  });

  it('is changed, and the person goes on', async () => {
    const { action, transient } = await answer(answers('correct horse', 'another horse', 'another horse'));
    expect([action, transient]).toMatchObject([{ outcome: 'TRUE', identified: mia }, { password: 'another horse' }]);
    expect((await run('mia', 'another horse')).outcome).toBe('TRUE');
    expect(await world.signsOn('mia', 'correct horse')).toBe(false);
  });

  it.each([
    ['THE OLD PASSWORD IS WRONG.', ['wrong', 'another horse', 'another horse']],
    ['THE TWO PASSWORDS ARE NOT THE SAME.', ['correct horse', 'another horse', 'other horse']],
    ['THE PASSWORD MUST HAVE AT LEAST 10 CHARACTERS.', ['correct horse', '9 letters', '9 letters']],
    ['THE NEW PASSWORD MUST BE ANOTHER ONE.', ['correct horse', 'correct horse', 'correct horse']],
    ['THIS PASSWORD IS NOT ALLOWED. CHOOSE ANOTHER.', ['correct horse', 'Muster and horse', 'Muster and horse']],
  ] as const)('is asked for again: %s', async (message, [old, fresh, again]) => {
    const { action } = await answer(answers(old, fresh, again), { minimumPasswordLength: 10 });
    expect(action).toMatchObject({ callbacks: [{ message }, {}, {}, {}, {}] });
    expect(await world.signsOn('mia', 'correct horse')).toBe(true);
  });

  it.each([1, undefined])('stays as it is when the person cancels (%s)', async (index) => {
    const given = answers('correct horse', 'another horse', 'another horse', index);
    if (index === undefined) given[3] = { type: 'ConfirmationCallback', index: undefined };
    expect((await answer(given)).outcome).toBe('CANCELLED');
    expect(await world.signsOn('mia', 'correct horse')).toBe(true);
  });
});
