import { defineNode } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';

export default defineNode({
  type: 'AnonymousSessionUpgradeNode',
  displayName: 'Anonymous Session Upgrade',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'stairs',
  summary: 'Lets the session of the person who signs on take the place of an anonymous one.',
  config: z.object({}),
  outcomes: { outcome: 'Outcome' },
  run: async ({ node, existingSession, goTo }) => {
    if ((await existingSession()) === undefined) {
      const message = `${node.displayName} was reached without a session. A journey with it is for people who come with an anonymous one.`;
      throw new WaygateError('unexpected', 'anonymous.no_session', message);
    }
    return goTo('outcome', { upgradesAnonymous: true, nodeTypes: ['AnonymousSessionUpgrade'] });
  },
});
