import { authLevel, defineNode } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';

export default defineNode({
  type: 'AuthLevelDecisionNode',
  displayName: 'Auth Level Decision',
  category: 'risk',
  tags: ['risk'],
  icon: 'stairs',
  summary: 'Tells whether the level of the authentication is high enough.',
  config: z.object({
    authLevelRequirement: z.int().optional().meta({ title: 'Sufficient authentication level', help: 'The lowest level that is enough.' }),
  }),
  outcomes: { true: 'True', false: 'False' },
  reads: [authLevel],
  run: ({ config, node, state, goTo }) => {
    if (config.authLevelRequirement === undefined) {
      throw new WaygateError('authoring', 'auth_level.no_requirement', `${node.displayName} does not say which level is enough.`);
    }
    const level = state.get(authLevel);
    return goTo(level !== undefined && level >= config.authLevelRequirement ? 'true' : 'false');
  },
});
