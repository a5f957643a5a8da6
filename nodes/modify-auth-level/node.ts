import { authLevel, defineNode } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';

export default defineNode({
  type: 'ModifyAuthLevelNode',
  displayName: 'Modify Auth Level',
  category: 'risk',
  tags: ['risk'],
  icon: 'stairs',
  summary: 'Raises or lowers the level of the authentication.',
  config: z.object({
    authLevelIncrement: z.int().min(-10_000).max(10_000).optional().meta({
      title: 'Value to add',
      help: 'What is added to the level so far; a negative number lowers it. The level at the end is that of the session.',
    }),
  }),
  outcomes: { outcome: 'Outcome' },
  reads: [authLevel],
  writes: [authLevel],
  run: ({ config, node, state, goTo }) => {
    if (config.authLevelIncrement === undefined) {
      throw new WaygateError('authoring', 'auth_level.no_increment', `${node.displayName} does not say what it adds to the level.`);
    }
    const level = (state.get(authLevel) ?? 0) + config.authLevelIncrement;
    state.setShared(authLevel, level);
    return goTo('outcome', { audit: { authLevel: level } });
  },
});
