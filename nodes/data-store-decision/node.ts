import { defineNode, password, username } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';

export default defineNode({
  type: 'DataStoreDecisionNode',
  displayName: 'Data Store Decision',
  category: 'basic-authentication',
  tags: ['basic authn', 'basic authentication'],
  icon: 'database',
  summary: 'Checks user name and password against the identities of the realm.',
  config: z.object({}),
  outcomes: { true: 'True', false: 'False' },
  reads: [username, password],
  provides: { true: ['knowledge:password'] },
  run: async ({ realm, state, ports, goTo }) => {
    const typed = state.get(password);
    if (typed === undefined) {
      throw new WaygateError('authoring', 'node.password_missing', 'There is no password to check. Put a password node before this one.');
    }
    const person = await ports.identities.verifyPassword(realm, state.get(username) ?? '', typed);
    return person === undefined ? goTo('false') : goTo('true', { identified: person, nodeTypes: ['DataStore'] });
  },
});
