import { defineNode, managedObjectId, objectAttributes, username } from '@waygate/node-kit';
import { type Json, type JsonObject, valuesAt } from '@waygate/schema';
import { z } from 'zod';
import { searchPerson } from '../identity/find-person.ts';
import { identityAttributeField } from '../identity/identity-attribute-field.ts';

export default defineNode({
  type: 'IdentifyExistingUserNode',
  displayName: 'Identify Existing User',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'user',
  summary: 'Looks whether there is a person with what the journey knows, and says who it is. It proves nothing.',
  config: z.object({
    identifier: z
      .string()
      .max(256)
      .default('userName')
      .meta({ title: 'Identifier', help: 'Attribute that becomes the user name of the journey when somebody is found.' }),
    identityAttribute: identityAttributeField('mail'),
  }),
  outcomes: { true: 'True', false: 'False' },
  reads: [objectAttributes, username],
  writes: [managedObjectId, username, objectAttributes],
  run: async ({ config, realm, ports, state, goTo }) => {
    const known = { realm, ports, attributes: state.get(objectAttributes), username: state.get(username) };
    const { person } = await searchPerson(config.identityAttribute, known);
    const found = person === undefined ? undefined : await ports.identities.read(realm, person.id);
    if (found === undefined) return goTo('false');
    const { identity, object } = found;
    const [value] = valuesAt(object, [config.identifier]);
    const name = typeof value === 'string' && value !== '' ? value : identity.username;
    state.setTransient(objectAttributes, { aliasList: aliasesOf(object, state.get(objectAttributes) ?? {}) });
    state.setShared(managedObjectId, identity.id);
    state.setShared(username, name);
    if (config.identifier !== '') state.setShared(objectAttributes, { [config.identifier]: name });
    return goTo('true', { identified: identity });
  },
});

/** What the person is called elsewhere: as it is kept, and by the provider that they come from just now. */
function aliasesOf(object: JsonObject, known: JsonObject): Json[] {
  const [kept, now] = [object['aliasList'], known['aliasList']];
  return [...new Set([...(Array.isArray(kept) ? kept : []), ...(Array.isArray(now) ? now : [])])];
}
