import { defineNode, flagField, localizedField, objectAttributes, username } from '@waygate/node-kit';
import type { JsonObject } from '@waygate/schema';
import { z } from 'zod';
import { addressOf } from '../identity/address-of.ts';
import { checkTemplate } from '../identity/check-template.ts';
import { searchPerson } from '../identity/find-person.ts';
import { mailFields } from '../identity/mail-fields.ts';
import { dependsOn } from '../outage/depends-on.ts';
import { outageFields } from '../outage/outage-fields.ts';
import { reportsOutage } from '../outage/reports-outage.ts';

/** Whose mailbox the link went to; nobody's when it went to an address that no account has. */
const mailed = z.object({ holder: z.object({ id: z.string(), username: z.string(), address: z.string() }).optional() });

const node = defineNode({
  type: 'EmailSuspendNode',
  displayName: 'Email Suspend',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'mail',
  summary: 'Mails a link and waits until somebody comes back by it, in any browser.',
  config: z.object({
    ...mailFields('registration'),
    emailSuspendMessage: localizedField(
      'Suspend message',
      'What the page says while the journey waits. It is the same whether there is such a person or not.',
    ),
    objectLookup: flagField(
      'Object lookup',
      'Takes the address and what the mail says of the person from the store, and not from what was typed.',
    ),
    suspendDuration: z
      .int()
      .min(1)
      .max(43_200)
      .optional()
      .meta({ title: 'Suspend duration', help: 'How long the link is good; empty means what the realm says.', unit: 'minutes' }),
    ...outageFields,
  }),
  outcomes: { outcome: 'Outcome' },
  callbacks: ['SuspendedTextOutputCallback'],
  reads: [objectAttributes, username],
  mayProvide: { outcome: ['mailbox:link'] },
  texts: {
    sent: {
      en: 'If we know this address, a mail is on its way to it. Open the link in it to go on.',
      de: 'Wenn wir diese Adresse kennen, ist eine E-Mail dorthin unterwegs. Öffnen Sie den Link darin, um fortzufahren.',
    },
  },
  local: mailed,
  run: async ({ config, realm, ports, state, subject, resumed, local, localized, suspend, goTo }) => {
    if (resumed) {
      const holder = local.get()?.holder;
      if (holder === undefined || (subject !== undefined && subject.id !== holder.id)) return goTo('outcome');
      // Whose address has changed since has another mailbox.
      const now = await ports.identities.read(realm, holder.id);
      if (now === undefined || addressOf(now.object, config.emailAttribute) !== holder.address) return goTo('outcome');
      return goTo('outcome', { identified: now.identity, proves: ['mailbox:link'] });
    }

    // Before it is looked whom the mail is for: a journey that is broken is so for everybody.
    await checkTemplate(realm, config.emailTemplateName, ports);
    if (config.outageOutcome === true) await ports.mail.reach();
    const typed = sharedAttributes(state.scopes().shared[objectAttributes.name]);
    const name = state.get(username);
    const { person } = await searchPerson(config.identityAttribute, {
      realm,
      ports,
      attributes: state.get(objectAttributes),
      username: name,
    });
    const stored = person === undefined ? undefined : await ports.identities.read(realm, person.id);
    const known = stored === undefined ? undefined : addressOf(stored.object, config.emailAttribute);
    const wanted = config.objectLookup ? known : addressOf(typed, config.emailAttribute);
    // In the spelling that the account has: what counts as the same here may be another mailbox elsewhere.
    const isKnown = wanted !== undefined && known !== undefined && sameAddress(wanted, known);
    const to = isKnown ? known : wanted;
    local.set(isKnown && person !== undefined ? { holder: { id: person.id, username: person.username, address: known } } : {});

    const object = config.objectLookup ? stored?.object : { ...(name === undefined ? {} : { userName: name }), ...typed };
    return suspend(localized(config.emailSuspendMessage, 'sent'), {
      ...(config.suspendDuration === undefined ? {} : { duration: config.suspendDuration * 60 }),
      ...(to === undefined || object === undefined
        ? {}
        : { mail: { template: config.emailTemplateName, to, object, ...dependsOn(config) } }),
    });
  },
});

export default reportsOutage(node);

/** Attributes that are no secret: what is transient, such as a password, has no place in a mail. */
function sharedAttributes(value: unknown): JsonObject {
  const parsed = objectAttributes.schema.safeParse(value);
  return parsed.success ? parsed.data : {};
}

function sameAddress(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
