import { ACCOUNT_LOCKED, accountLockedText, defineNode, password, username } from '@waygate/node-kit';
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
  texts: { locked: accountLockedText },
  run: async ({ realm, state, ports, idempotencyKey, text, goTo, refuse }) => {
    const typed = state.get(password);
    if (typed === undefined) {
      throw new WaygateError('authoring', 'node.password_missing', 'There is no password to check. Put a password node before this one.');
    }
    const check = await ports.identities.verifyPassword(realm, state.get(username) ?? '', typed, idempotencyKey);
    if (check.status === 'right') return goTo('true', { identified: check.identity, nodeTypes: ['DataStore'] });
    // A lock ends the sign-on: nobody goes on to guess at the next factor.
    if (check.status === 'locked') return refuse(ACCOUNT_LOCKED, text('locked'));
    return goTo('false', check.throttled === undefined ? {} : { audit: { throttled: check.throttled } });
  },
});
