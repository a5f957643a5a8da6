import { defineNode, objectAttributes, username } from '@waygate/node-kit';
import { z } from 'zod';
import { existingPerson } from '../identity/find-person.ts';
import { identityAttributeField } from '../identity/identity-attribute-field.ts';
import { readDuration } from './read-duration.ts';

export default defineNode({
  type: 'TimeSinceDecisionNode',
  displayName: 'Time Since Decision',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'hourglass',
  summary: 'Looks whether a person has been registered for some time.',
  config: z.object({
    elapsedTime: z
      .string()
      .max(256)
      .refine((text) => readDuration(text) !== undefined, 'This is not a duration, such as 6 hours.')
      .optional()
      .meta({ title: 'Elapsed time', help: 'Such as 6 hours, or 1 day and 12 hours.' }),
    identityAttribute: identityAttributeField(),
  }),
  outcomes: { true: 'True', false: 'False' },
  reads: [objectAttributes, username],
  run: async ({ config, realm, ports, state, now, goTo }) => {
    const known = { realm, ports, attributes: state.get(objectAttributes), username: state.get(username) };
    const { createdAt } = await existingPerson(config.identityAttribute, known);
    const elapsed = readDuration(config.elapsedTime ?? 'zero') ?? Number.POSITIVE_INFINITY;
    return goTo(createdAt > 0 && createdAt + elapsed <= now ? 'true' : 'false');
  },
});
