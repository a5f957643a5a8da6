import { defineNode, username } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';

export default defineNode({
  type: 'AccountLockoutNode',
  displayName: 'Account Lockout',
  category: 'risk',
  tags: ['risk'],
  icon: 'lock',
  summary: 'Locks the account of the person, or unlocks it.',
  config: z.object({
    lockAction: z
      .enum(['LOCK', 'UNLOCK'])
      .default('LOCK')
      .meta({
        title: 'Lock action',
        help: 'Who is locked out cannot sign on any more, and is signed off everywhere.',
        options: { LOCK: 'Lock the account', UNLOCK: 'Unlock the account' },
      }),
  }),
  outcomes: { outcome: 'Outcome' },
  reads: [username],
  run: async ({ config, node, realm, state, ports, subject, evidence, goTo }) => {
    const name = state.get(username);
    const person = name === undefined ? undefined : await ports.identities.find(realm, name);
    if (person === undefined) {
      throw new WaygateError(
        'unexpected',
        'identity.unknown',
        `${node.displayName} was to change the account of somebody who is not in the realm.`,
      );
    }
    if (subject !== undefined && subject.id !== person.id) {
      throw new WaygateError(
        'unexpected',
        'identity.other_person',
        `${node.displayName} was to change the account of somebody else than who signs on.`,
      );
    }
    if (config.lockAction === 'UNLOCK' && (subject === undefined || evidence.length === 0)) {
      const message = `${node.displayName} unlocks only for somebody who has proved who they are. Put it after a node that proves that.`;
      throw new WaygateError('authoring', 'account.nothing_proved', message);
    }
    const accountStatus = config.lockAction === 'LOCK' ? 'inactive' : 'active';
    const { status } = await ports.identities.patch(realm, person.id, { accountStatus });
    if (status !== 'done')
      throw new WaygateError('unexpected', 'identity.not_changed', `${node.displayName} could not change the account.`);
    return goTo('outcome', { audit: { accountStatus } });
  },
});
