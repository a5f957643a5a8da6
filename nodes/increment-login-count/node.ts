import { defineNode, objectAttributes, username } from '@waygate/node-kit';
import { z } from 'zod';
import { searchPerson } from '../identity/find-person.ts';
import { identityAttributeField } from '../identity/identity-attribute-field.ts';

export default defineNode({
  type: 'IncrementLoginCountNode',
  displayName: 'Increment Login Count',
  category: 'behavioral',
  tags: ['behavioral'],
  icon: 'repeat',
  summary: 'Counts a sign-on of the person.',
  config: z.object({ identityAttribute: identityAttributeField() }),
  outcomes: { outcome: 'Outcome' },
  reads: [objectAttributes, username],
  run: async ({ config, realm, ports, state, idempotencyKey, goTo }) => {
    const known = { realm, ports, attributes: state.get(objectAttributes), username: state.get(username) };
    const { person } = await searchPerson(config.identityAttribute, known);
    if (person === undefined) return goTo('outcome', { audit: { counted: false } });
    const counted = await ports.identities.updateMeta(realm, person.id, (meta) => {
      // A step that is repeated after a crash counts once.
      if (meta['loginCountedBy'] === idempotencyKey) return meta;
      const before = typeof meta['loginCount'] === 'number' ? meta['loginCount'] : 0;
      return { ...meta, loginCount: before + 1, loginCountedBy: idempotencyKey };
    });
    return goTo('outcome', { audit: { counted } });
  },
});
