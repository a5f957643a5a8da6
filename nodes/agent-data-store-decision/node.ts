import { defineNode, password, username } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';

export default defineNode({
  type: 'AgentDataStoreDecisionNode',
  displayName: 'Agent Data Store Decision',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'robot',
  summary: 'Checks the name and the secret of a program that has an account of its own. It proves nothing of a person.',
  config: z.object({}),
  outcomes: { true: 'True', false: 'False' },
  reads: [username, password],
  run: async ({ realm, state, ports, idempotencyKey, goTo }) => {
    const secret = state.get(password);
    if (secret === undefined) {
      throw new WaygateError('authoring', 'node.password_missing', 'There is no secret to check. Put a password node before this one.');
    }
    const isRight = await ports.agents.verify(realm, state.get(username) ?? '', secret, idempotencyKey);
    return goTo(isRight ? 'true' : 'false');
  },
});
