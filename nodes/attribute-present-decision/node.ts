import { defineNode, objectAttributes, username } from '@waygate/node-kit';
import { z } from 'zod';
import { searchPerson, unnamed } from '../identity/find-person.ts';
import { identityAttributeField } from '../identity/identity-attribute-field.ts';

export default defineNode({
  type: 'AttributePresentDecisionNode',
  displayName: 'Attribute Present Decision',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'list-checks',
  summary: 'Looks whether a person has a value in an attribute, a private one such as the password included.',
  config: z.object({
    presentAttribute: z
      .string()
      .min(1)
      .max(256)
      .default('password')
      .meta({ title: 'Present attribute', help: 'Attribute that must have a value.' }),
    identityAttribute: identityAttributeField(),
  }),
  outcomes: { true: 'True', false: 'False' },
  reads: [objectAttributes, username],
  run: async ({ config, realm, ports, state, goTo }) => {
    const known = { realm, ports, attributes: state.get(objectAttributes), username: state.get(username) };
    const { named, person } = await searchPerson(config.identityAttribute, known);
    if (!named) throw unnamed(config.identityAttribute);
    return goTo(person !== undefined && (await ports.identities.has(realm, person.id, config.presentAttribute)) ? 'true' : 'false');
  },
});
