import { runNode } from '@waygate/node-kit/testing';
import { describe, expect, it } from 'vitest';
import node from './node.ts';

const shared = { username: 'mia', mfaMethod: 'oath' };
const press = (index: number | undefined) => ({ answers: [{ type: 'ConfirmationCallback', index } as const] });

describe('MFA Registration Options', () => {
  it.each([
    [
      {},
      ['Register Device', 'Get Authenticator App', 'Skip this Step', 'Opt-out'],
      ['registerOutcome', 'getAppOutcome', 'skipOutcome', 'optOutOutcome'],
    ],
    [{ getApp: false }, ['Register Device', 'Skip this Step', 'Opt-out'], ['registerOutcome', 'skipOutcome', 'optOutOutcome']],
    [{ mandatory: true }, ['Register Device', 'Get Authenticator App'], ['registerOutcome', 'getAppOutcome']],
    [{ mandatory: true, getApp: false }, ['Register Device'], ['registerOutcome']],
  ])('with %o offers %o', async (config, options, outcomes) => {
    const asked = await runNode(node, { config, shared });
    expect(asked.action).toMatchObject({
      callbacks: [{ messageType: 'information' }, { messageType: 'information', options, selected: 0 }],
    });
    expect(node.outcomes(node.config.parse(config) as never).map(({ id }) => id)).toEqual(outcomes);
    for (const [index, outcome] of outcomes.entries())
      expect((await runNode(node, { config, shared, ...press(index) })).outcome).toBe(outcome);
    expect((await runNode(node, { config, shared, ...press(outcomes.length) })).action.kind).toBe('send');
    expect((await runNode(node, { config, shared, ...press(undefined) })).action.kind).toBe('send');
  });

  it('says what the author wrote, in the language of the person', async () => {
    const config = { message: { de: 'Bitte wählen' }, optOutLabel: { de: 'Nie' } };
    expect((await runNode(node, { config, shared, locales: ['de'] })).action).toMatchObject({
      callbacks: [
        { message: 'Bitte wählen' },
        { options: ['Gerät registrieren', 'Authenticator-App holen', 'Diesen Schritt überspringen', 'Nie'] },
      ],
    });
  });

  it.each([{ username: 'mia' }, { mfaMethod: 'oath' }])('does not run when all that is known is %o', async (known) => {
    await expect(runNode(node, { shared: known })).rejects.toThrow('It is not known who');
  });
});
