import { defineNode, objectAttributes, username } from '@waygate/node-kit';
import { matchesQueryFilter, readQueryFilter } from '@waygate/schema';
import { z } from 'zod';
import { existingPerson } from '../identity/find-person.ts';
import { identityAttributeField } from '../identity/identity-attribute-field.ts';

export default defineNode({
  type: 'QueryFilterDecisionNode',
  displayName: 'Query Filter Decision',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'list-checks',
  summary: 'Looks whether a person is one that a query filter is after.',
  config: z.object({
    queryFilter: z
      .string()
      .max(8_192)
      .refine(isQueryFilter, 'This is not a query filter, such as /preferences/updates eq true.')
      .meta({ title: 'Query filter', help: 'Such as /preferences/updates eq true and !(city pr).' }),
    identityAttribute: identityAttributeField(),
  }),
  outcomes: { true: 'True', false: 'False' },
  reads: [objectAttributes, username],
  run: async ({ config, realm, ports, state, goTo }) => {
    const known = { realm, ports, attributes: state.get(objectAttributes), username: state.get(username) };
    const { object } = await existingPerson(config.identityAttribute, known);
    return goTo(matchesQueryFilter(readQueryFilter(config.queryFilter), object) ? 'true' : 'false');
  },
});

function isQueryFilter(text: string): boolean {
  try {
    readQueryFilter(text);
    return true;
  } catch {
    return false;
  }
}
