import { runNode } from '@waygate/node-kit/testing';
import type { AdministratorFactorRule } from '@waygate/schema';
import { beforeEach, describe, expect, it } from 'vitest';
import { type PingIdWorld, pingIdWorld } from '../test/pingid-world.ts';
import node from './node.ts';

let world: PingIdWorld;
beforeEach(async () => {
  world = await pingIdWorld();
});
type Run = NonNullable<Parameters<typeof runNode>[1]>;
const run = async (secondFactor: AdministratorFactorRule | undefined, more: Run = {}) => {
  if (secondFactor !== undefined) await world.stores.services.set('/alpha', 'administratorSignOn', { secondFactor });
  return runNode(node, { ports: world.ports, subject: world.mia, evidence: [world.proof()], ...more });
};
const press = (index: number): Run => ({ answers: [{ type: 'ConfirmationCallback', index }] });
const optionsOf = ({ action }: Awaited<ReturnType<typeof run>>) =>
  action.kind === 'send' ? action.callbacks.flatMap((one) => (one.type === 'ConfirmationCallback' ? one.options : [])) : action;

describe('an administrator with a second factor', () => {
  it.each([
    ['a passkey', () => world.passkey('key')],
    ['a phone', () => world.phone('Pixel 9')],
    ['an app', () => world.codes('app')],
    ['a hardware token', () => world.codes('token', { algorithm: 'HOTP' })],
  ])('is always led to it: %s', async (_what, pair) => {
    await pair();
    for (const rule of ['required', 'offered', 'off'] as const) expect((await run(rule)).outcome, rule).toBe('hasOne');
    expect((await run('off', { config: { offers: false } })).outcome, 'a program, too').toBe('hasOne');
  });
});

describe('an administrator without one', () => {
  it('must enrol one where it is required, and finds no way past it', async () => {
    expect(optionsOf(await run('required'))).toEqual(['Make a passkey', 'Set up a code app']);
    expect((await run('required', press(0))).outcome).toBe('passkey');
    expect((await run('required', press(1))).outcome).toBe('app');
    for (const index of [2, 3, 100]) expect(optionsOf(await run('required', press(index)))).toHaveLength(2);
    expect(optionsOf(await run('required', { config: { offers: false } })), 'nor does a program').toHaveLength(2);
  });

  it('may put it off where it is offered, which it is when the realm says nothing', async () => {
    expect(optionsOf(await run(undefined))).toEqual(['Make a passkey', 'Set up a code app', 'Not now']);
    expect((await run('offered', press(2))).outcome).toBe('none');
    expect((await run('offered', press(0))).outcome).toBe('passkey');
    expect(optionsOf(await run('offered', press(100))), 'who answers nothing has not said no').toHaveLength(3);
  });

  it('is not asked when nobody is offered one, and neither is a program', async () => {
    expect((await run('off')).outcome).toBe('none');
    expect((await run('offered', { config: { offers: false } })).outcome).toBe('none');
  });

  it('reads it in their language, or in the words of the author', async () => {
    expect(optionsOf(await run('offered', { locales: ['de'] }))).toEqual(['Passkey einrichten', 'Code-App einrichten', 'Jetzt nicht']);
    const { action } = await run('offered', { config: { message: { en: 'House rule 7.' } } });
    expect(action).toMatchObject({ callbacks: [{ message: 'House rule 7.' }, {}] });
  });
});

it('tells nobody what somebody has of whom nothing was proved', async () => {
  await world.passkey('key');
  await expect(run('offered', { evidence: [] })).rejects.toMatchObject({ code: 'administrator_factor.nobody_known' });
  const remembered = [world.proof('remembered:persistent-cookie')];
  await expect(run('offered', { evidence: remembered })).rejects.toMatchObject({ code: 'administrator_factor.nobody_known' });
});
