import { defineNode, objectAttributes, username } from '@waygate/node-kit';
import { z } from 'zod';
import { addressOf } from '../identity/address-of.ts';
import { checkTemplate } from '../identity/check-template.ts';
import { searchPerson } from '../identity/find-person.ts';
import { mailFields } from '../identity/mail-fields.ts';
import { dependsOn } from '../outage/depends-on.ts';
import { outageFields } from '../outage/outage-fields.ts';
import { reportsOutage } from '../outage/reports-outage.ts';

const node = defineNode({
  type: 'EmailTemplateNode',
  displayName: 'Email Template',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'mail',
  summary: 'Sends the person a mail and goes on.',
  config: z.object({ ...mailFields('welcome'), ...outageFields }),
  outcomes: { EMAIL_SENT: 'Email Sent', EMAIL_NOT_SENT: 'Email Not Sent' },
  reads: [objectAttributes, username],
  run: async ({ config, realm, ports, state, request, runId, idempotencyKey, goTo }) => {
    const isOn = await checkTemplate(realm, config.emailTemplateName, ports);
    if (isOn && config.outageOutcome === true) await ports.mail.reach();
    const known = { realm, ports, attributes: state.get(objectAttributes), username: state.get(username) };
    const { person } = await searchPerson(config.identityAttribute, known);
    const stored = person === undefined ? undefined : await ports.identities.read(realm, person.id);
    const to = stored === undefined ? undefined : addressOf(stored.object, config.emailAttribute);
    if (stored === undefined || to === undefined)
      return goTo('EMAIL_NOT_SENT', { audit: { reason: stored === undefined ? 'nobody' : 'noAddress' } });
    if (!isOn) return goTo('EMAIL_NOT_SENT', { audit: { reason: 'templateDisabled' } });
    const { locales } = request;
    const mail = { realm, template: config.emailTemplateName, to, object: stored.object, locales, runId, idempotencyKey };
    ports.mail.send({ ...mail, ...dependsOn(config) });
    return goTo('EMAIL_SENT');
  },
});

export default reportsOutage(node);
