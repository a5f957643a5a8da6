import { defineNode, username } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';

export default defineNode({
  type: 'AccountActiveDecisionNode',
  displayName: 'Account Active Decision',
  category: 'risk',
  tags: ['risk'],
  icon: 'user',
  summary: 'Tells whether the account of the person is active.',
  config: z.object({}),
  outcomes: { true: 'True', false: 'False' },
  reads: [username],
  run: async ({ node, realm, state, ports, goTo }) => {
    const name = state.get(username);
    const person = name === undefined ? undefined : await ports.identities.find(realm, name);
    if (person === undefined) {
      throw new WaygateError('unexpected', 'identity.unknown', `${node.displayName} was asked about somebody who is not in the realm.`);
    }
    return goTo(person.active ? 'true' : 'false');
  },
});
