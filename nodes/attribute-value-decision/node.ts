import { defineNode, objectAttributes, username } from '@waygate/node-kit';
import { type Json, readFieldPath, valuesAt } from '@waygate/schema';
import { z } from 'zod';
import { existingPerson } from '../identity/find-person.ts';
import { identityAttributeField } from '../identity/identity-attribute-field.ts';

export default defineNode({
  type: 'AttributeValueDecisionNode',
  displayName: 'Attribute Value Decision',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'list-checks',
  summary: 'Compares the value of an attribute of a person.',
  config: z.object({
    comparisonAttribute: z.string().min(1).max(256).meta({ title: 'Comparison attribute', help: 'Attribute that is looked at.' }),
    comparisonOperation: z
      .enum(['PRESENT', 'EQUALS'])
      .default('EQUALS')
      .meta({
        title: 'Comparison operation',
        help: 'Whether there must be any value or just this one.',
        options: { PRESENT: 'Present', EQUALS: 'Equals' },
      }),
    comparisonValue: z
      .string()
      .max(4_096)
      .optional()
      .meta({ title: 'Comparison value', help: 'Compared as a number or as yes or no when the value of the person is one.' }),
    identityAttribute: identityAttributeField(),
  }),
  outcomes: { true: 'True', false: 'False' },
  reads: [objectAttributes, username],
  run: async ({ config, realm, ports, state, goTo }) => {
    const known = { realm, ports, attributes: state.get(objectAttributes), username: state.get(username) };
    const { object } = await existingPerson(config.identityAttribute, known);
    const path = readFieldPath(config.comparisonAttribute);
    const values = (path === undefined ? [] : valuesAt(object, path)).flatMap((value) => (Array.isArray(value) ? value : [value]));
    const holds =
      config.comparisonOperation === 'PRESENT' ? values.some(isThere) : values.some((value) => equals(value, config.comparisonValue));
    return goTo(holds ? 'true' : 'false');
  },
});

function isThere(value: Json): boolean {
  return value !== null && value !== '';
}

function equals(value: Json, wanted = ''): boolean {
  if (typeof value === 'string') return value === wanted;
  if (typeof value === 'boolean') return String(value) === wanted.trim().toLowerCase();
  return typeof value === 'number' && wanted.trim() !== '' && value === Number(wanted);
}
