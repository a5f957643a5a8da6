import { defineNode, objectAttributes } from '@waygate/node-kit';
import { z } from 'zod';
import { checkIdentityResource, identityResourceField } from '../identity/identity-resource-field.ts';

export default defineNode({
  type: 'RequiredAttributesDecisionNode',
  displayName: 'Required Attributes Present',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'list-checks',
  summary: 'Looks whether the journey knows every attribute that a person must have.',
  config: z.object({ identityResource: identityResourceField() }),
  outcomes: { true: 'True', false: 'False' },
  reads: [objectAttributes],
  run: async ({ config, identityResource, realm, ports, state, goTo }) => {
    checkIdentityResource(config.identityResource, identityResource);
    const attributes = state.get(objectAttributes) ?? {};
    const { required } = await ports.identities.schema(realm);
    const isThere = (name: string) => Object.hasOwn(attributes, name) && attributes[name] !== null;
    return goTo(required.every(isThere) ? 'true' : 'false');
  },
});
