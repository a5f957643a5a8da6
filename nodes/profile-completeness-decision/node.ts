import { defineNode, objectAttributes, username } from '@waygate/node-kit';
import type { Json } from '@waygate/schema';
import { z } from 'zod';
import { existingPerson } from '../identity/find-person.ts';
import { identityAttributeField } from '../identity/identity-attribute-field.ts';

export default defineNode({
  type: 'ProfileCompletenessDecisionNode',
  displayName: 'Profile Completeness Decision',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'list-checks',
  summary: 'Looks how much of their profile a person has filled in.',
  config: z.object({
    threshold: z
      .int()
      .min(0)
      .max(100)
      .meta({ title: 'Profile completeness threshold', help: 'Share of the profile that must be exceeded.', unit: 'percent' }),
    identityAttribute: identityAttributeField(),
  }),
  outcomes: { true: 'True', false: 'False' },
  reads: [objectAttributes, username],
  run: async ({ config, realm, ports, state, goTo }) => {
    const known = { realm, ports, attributes: state.get(objectAttributes), username: state.get(username) };
    const { object } = await existingPerson(config.identityAttribute, known);
    const { properties } = await ports.identities.schema(realm);
    const own = Object.keys(properties).filter((name) => properties[name]?.userEditable === true && properties[name].viewable);
    const filled = own.filter((name) => Object.hasOwn(object, name) && isFilled(object[name]));
    const percent = own.length === 0 ? 100 : (filled.length / own.length) * 100;
    return goTo(percent > config.threshold ? 'true' : 'false', { audit: { percent: Math.round(percent) } });
  },
});

function isFilled(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}
