import { defineNode, isSecondFactor, localizedField } from '@waygate/node-kit';
import { z } from 'zod';

/** Session property that says that the person was reminded in this session. */
const REMINDED = 'OfflineReminder';

export default defineNode({
  type: 'OfflineReminderNode',
  displayName: 'Offline Reminder',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication', 'offline'],
  icon: 'bell',
  summary: 'Reminds whoever has a second factor and no offline code that they could not sign on during an outage.',
  config: z.object({
    reminderDays: z.int().min(0).max(365).optional().meta({
      title: 'Reminder',
      help: 'How many days pass between reminders; 0 for none. Without it the realm says so (service continuity), and what an operator set for a person goes before both.',
      unit: 'days',
    }),
    message: localizedField('Message', 'What the person reads.'),
  }),
  outcomes: { enrol: 'Enrol', skipped: 'Skipped', notDue: 'Not Due' },
  callbacks: ['TextOutputCallback', 'ConfirmationCallback'],
  texts: {
    reminder: {
      en: 'You could not sign in if your second factor could not be reached. Set up an app that shows codes for that day; it takes a minute.',
      de: 'Wenn Ihr zweiter Faktor nicht erreichbar wäre, könnten Sie sich nicht anmelden. Richten Sie eine App ein, die für diesen Tag Codes zeigt; das dauert eine Minute.',
    },
    setUp: { en: 'Set up', de: 'Einrichten' },
    notNow: { en: 'Not now', de: 'Nicht jetzt' },
  },
  run: async ({ config, realm, answers, subject, evidence, existingSession, ports, text, localized, send, goTo }) => {
    // What was proved while something could not be reached does not stand among the evidence, and nobody is kept from their work then.
    const isProvedOnline = evidence.some(({ factor }) => isSecondFactor(factor));
    if (subject === undefined || !isProvedOnline) return goTo('notDue', { audit: { reason: 'noFactor' } });
    const reminded = { sessionProperties: { [REMINDED]: 'true' } };
    const index = answers.first('ConfirmationCallback')?.index;
    if (index === 0) return goTo('enrol', reminded);
    if (index !== undefined) {
      await ports.offlineCodes.putOffReminder(realm, subject);
      return goTo('skipped', reminded);
    }
    await ports.offlineCodes.provedOnline(realm, subject);
    const session = await existingSession();
    if (session?.[REMINDED] !== undefined) return goTo('notDue', { audit: { reason: 'reminded' } });
    const reminder = await ports.offlineCodes.reminder(realm, subject, config.reminderDays);
    if (reminder !== 'due') return goTo('notDue', { audit: { reason: reminder } });
    return send([
      { type: 'TextOutputCallback', messageType: 'information', message: localized(config.message, 'reminder') },
      { type: 'ConfirmationCallback', options: [text('setUp'), text('notNow')], selected: 0 },
    ]);
  },
});
