import { defineNode, objectAttributes, termsAccepted, username } from '@waygate/node-kit';
import { z } from 'zod';
import { existingPerson } from '../identity/find-person.ts';
import { identityAttributeField } from '../identity/identity-attribute-field.ts';

export default defineNode({
  type: 'TermsAndConditionsDecisionNode',
  displayName: 'Terms and Conditions Decision',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'list-checks',
  summary: 'Looks whether a person has accepted the terms that are in force.',
  config: z.object({ identityAttribute: identityAttributeField() }),
  outcomes: { true: 'True', false: 'False' },
  reads: [objectAttributes, username],
  run: async ({ config, realm, ports, state, goTo }) => {
    const terms = await ports.selfService.terms(realm);
    if (terms === undefined) return goTo('true');
    const known = { realm, ports, attributes: state.get(objectAttributes), username: state.get(username) };
    const { meta } = await existingPerson(config.identityAttribute, known);
    const accepted = termsAccepted.schema.safeParse(meta['termsAccepted']).data;
    return goTo(accepted?.termsVersion === terms.version ? 'true' : 'false');
  },
});
