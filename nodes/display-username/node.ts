import { defineNode, objectAttributes, username } from '@waygate/node-kit';
import { readFieldPath, valuesAt } from '@waygate/schema';
import { z } from 'zod';
import { existingPerson } from '../identity/find-person.ts';
import { identityAttributeField } from '../identity/identity-attribute-field.ts';

export default defineNode({
  type: 'DisplayUserNameNode',
  displayName: 'Display Username',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'message-square',
  summary: 'Shows the person their user name. Only for journeys that know already who it is.',
  config: z.object({
    userName: z.string().min(1).max(256).default('userName').meta({ title: 'User name', help: 'Attribute that is shown.' }),
    identityAttribute: identityAttributeField('mail'),
  }),
  outcomes: { outcome: 'Outcome' },
  callbacks: ['TextOutputCallback'],
  reads: [objectAttributes, username],
  run: async ({ config, realm, ports, state, answers, send, goTo }) => {
    if (answers.submitted) return goTo('outcome');
    const attributes = state.get(objectAttributes) ?? {};
    const path = readFieldPath(config.userName) ?? [];
    const [known] = valuesAt(attributes, path);
    const value = known ?? (await stored());
    return send([
      { type: 'TextOutputCallback', message: typeof value === 'string' ? value : JSON.stringify(value), messageType: 'information' },
    ]);

    async function stored() {
      const { object } = await existingPerson(config.identityAttribute, { realm, ports, attributes, username: state.get(username) });
      return valuesAt(object, path)[0] ?? '';
    }
  },
});
