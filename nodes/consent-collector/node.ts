import { defineNode, flagField, localizedField, objectAttributes } from '@waygate/node-kit';
import { z } from 'zod';

export default defineNode({
  type: 'ConsentNode',
  displayName: 'Consent Collector',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'list-checks',
  summary: 'Asks the person whether their data may go where the mappings of the realm would take it.',
  config: z.object({
    allRequired: flagField('All mappings required', 'Asks again until the person agrees to every mapping.'),
    message: localizedField('Privacy and consent message', 'Text beside every mapping; empty for the usual one.'),
  }),
  outcomes: { outcome: 'Outcome' },
  callbacks: ['ConsentMappingCallback'],
  writes: [objectAttributes],
  texts: { message: { en: 'Your data would be shared with this service.', de: 'Ihre Daten würden an diesen Dienst weitergegeben.' } },
  run: async ({ config, realm, ports, state, answers, localized, now, send, goTo }) => {
    const mappings = await ports.selfService.consentMappings(realm);
    if (mappings.length === 0) return goTo('outcome');
    const given = answers.all().flatMap((answer) => (answer.type === 'ConsentMappingCallback' ? [answer.accepted] : []));
    if (given.length !== mappings.length || (config.allRequired && given.includes(false))) {
      return send(
        mappings.map(({ name, displayName, icon, accessLevel, fields }) => ({
          type: 'ConsentMappingCallback',
          name,
          displayName: displayName === '' ? name : displayName,
          icon,
          accessLevel,
          isRequired: config.allRequired,
          message: localized(config.message, 'message'),
          fields,
        })),
      );
    }
    const consentDate = new Date(now).toISOString();
    const consentedMappings = mappings.flatMap(({ name }, index) => (given[index] === true ? [{ mapping: name, consentDate }] : []));
    state.setShared(objectAttributes, { consentedMappings });
    return goTo('outcome');
  },
});
