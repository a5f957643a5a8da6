import { defineNode, objectAttributes, username } from '@waygate/node-kit';
import { z } from 'zod';
import { existingPerson } from '../identity/find-person.ts';
import { identityAttributeField } from '../identity/identity-attribute-field.ts';

export default defineNode({
  type: 'KbaDecisionNode',
  displayName: 'KBA Decision',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'list-checks',
  summary: 'Looks whether a person has answered as many security questions as the realm asks for.',
  config: z.object({ identityAttribute: identityAttributeField() }),
  outcomes: { true: 'True', false: 'False' },
  reads: [objectAttributes, username],
  run: async ({ config, realm, ports, state, goTo }) => {
    const known = { realm, ports, attributes: state.get(objectAttributes), username: state.get(username) };
    const { identity } = await existingPerson(config.identityAttribute, known);
    const questions = await ports.identities.kbaQuestions(realm, identity.id, 'kbaInfo');
    const { minimumAnswersToDefine } = await ports.selfService.kba(realm);
    return goTo(questions.length >= minimumAnswersToDefine ? 'true' : 'false');
  },
});
