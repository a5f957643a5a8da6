import { defineNode, objectAttributes, username } from '@waygate/node-kit';
import { z } from 'zod';
import { searchPerson, unnamed } from '../identity/find-person.ts';
import { identityAttributeField } from '../identity/identity-attribute-field.ts';

export default defineNode({
  type: 'LoginCountDecisionNode',
  displayName: 'Login Count Decision',
  category: 'behavioral',
  tags: ['behavioral'],
  icon: 'repeat',
  summary: 'Looks how many sign-ons of the person were counted.',
  config: z.object({
    interval: z
      .enum(['EVERY', 'AT'])
      .default('AT')
      .meta({
        title: 'Interval',
        help: 'Whether the count must be the amount or a multiple of it.',
        options: { AT: 'At the amount', EVERY: 'At every multiple' },
      }),
    amount: z.int().min(1).default(25).meta({ title: 'Amount', help: 'How many sign-ons.' }),
    identityAttribute: identityAttributeField(),
  }),
  outcomes: { true: 'True', false: 'False' },
  reads: [objectAttributes, username],
  run: async ({ config, realm, ports, state, goTo }) => {
    const known = { realm, ports, attributes: state.get(objectAttributes), username: state.get(username) };
    const { named, person } = await searchPerson(config.identityAttribute, known);
    if (!named) throw unnamed(config.identityAttribute);
    const count = person === undefined ? undefined : (await ports.identities.read(realm, person.id))?.meta['loginCount'];
    if (typeof count !== 'number' || count < 1) return goTo('false');
    const holds = config.interval === 'AT' ? count === config.amount : count % config.amount === 0;
    return goTo(holds ? 'true' : 'false', { audit: { count } });
  },
});
