import { MFA_METHODS, type MfaMethod } from '@waygate/mfa';
import { choicesField, defineNode, localizedField } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { hasMoreThanMailbox } from '../pingid/has-more-than-mailbox.ts';
import { METHOD_TEXTS } from '../pingid/method-texts.ts';
import { pairedDevices } from '../pingid/paired-devices.ts';
import { policyTakes } from '../pingid/policy-takes.ts';
import { provedSubject } from '../pingid/proved-subject.ts';
import { secondFactors } from '../pingid/second-factors.ts';
import { pingIdVerdict, pingIdWanted } from '../pingid/state-keys.ts';

const NAMES = Object.fromEntries(MFA_METHODS.map((method) => [method, METHOD_TEXTS[method].en])) as Record<MfaMethod, string>;

export default defineNode({
  type: 'WaygatePingIdRegistrationWelcomeNode',
  displayName: 'PingID Registration Welcome',
  category: 'mfa',
  tags: ['mfa', 'pingid'],
  icon: 'user-plus',
  summary: 'Welcomes somebody who registers a method, and asks which when several can be registered.',
  config: z.object({
    methods: choicesField('Methods', 'Methods that the journey can register, in the order of the list; each is an outcome.', NAMES, [
      'PINGID_MOBILE',
    ]),
    message: localizedField('Welcome message', 'Text above the list of methods.'),
  }),
  outcomes: { ...NAMES, cancel: 'Not Now' },
  activeOutcomes: ({ methods }) => [...new Set(methods), 'cancel'],
  callbacks: ['TextOutputCallback', 'ChoiceCallback', 'ConfirmationCallback'],
  reads: [pingIdWanted],
  guards: [pingIdVerdict],
  /** What the page offers, so that nobody chooses anything else. */
  local: z.array(z.enum(MFA_METHODS)),
  texts: {
    welcome: {
      en: 'Welcome. To protect your account, set up a method that proves it is you when you sign on.',
      de: 'Willkommen. Richten Sie zum Schutz Ihres Kontos eine Methode ein, mit der Sie sich bei der Anmeldung ausweisen.',
    },
    wanted: { en: 'Set up this method now: {{method}}.', de: 'Richten Sie jetzt diese Methode ein: {{method}}.' },
    question: { en: 'Method', de: 'Methode' },
    start: { en: 'Set up', de: 'Einrichten' },
    cancel: { en: 'Not now', de: 'Nicht jetzt' },
    needsFactor: {
      en: 'Prove yourself with a method that you have before you set up another one.',
      de: 'Weisen Sie sich mit einer Methode aus, die Sie haben, bevor Sie eine weitere einrichten.',
    },
    ...METHOD_TEXTS,
  },
  run: async ({
    config,
    realm,
    state,
    guarded,
    local,
    answers,
    subject: identified,
    evidence,
    ports,
    text,
    localized,
    send,
    goTo,
    refuse,
  }) => {
    const subject = provedSubject(identified, evidence);
    const paired = await pairedDevices(realm, subject, ports);
    // Otherwise whoever learns a password, or reads the mailbox by which it is replaced, adds a device of their own beside the owner's.
    const takesMail = !hasMoreThanMailbox(paired);
    const isEnough = secondFactors(evidence).some(({ factor }) => factor !== 'mailbox:code' || takesMail);
    const isTaken = policyTakes({ subject, guarded, evidence, paired, emailBesideDevices: false });
    if (paired.length > 0 && !(isEnough && isTaken)) return refuse('pingid.registration_needs_factor', text('needsFactor'));
    const methods = [...new Set(config.methods)];
    const wanted = state.get(pingIdWanted);
    if (wanted !== undefined && !methods.includes(wanted)) {
      throw new WaygateError('authoring', 'pingid.method_unavailable', `The journey must register ${wanted}, and has no way to do it.`);
    }
    const offered = wanted === undefined ? methods : [wanted];
    const [first] = offered;
    if (first === undefined) throw new WaygateError('authoring', 'pingid.method_unavailable', 'The journey can register no method.');
    const before = local.get();
    if (before !== undefined && answers.submitted) {
      const pressed = answers.first('ConfirmationCallback')?.index;
      if (pressed === 1) return goTo('cancel');
      const index = before.length === 1 ? 0 : answers.first('ChoiceCallback')?.index;
      const chosen = index === undefined ? undefined : before[index];
      if (pressed === 0 && chosen !== undefined && offered.includes(chosen)) return goTo(chosen);
    }
    local.set([...offered]);
    const message =
      offered.length === 1
        ? `${localized(config.message, 'welcome')} ${text('wanted', { method: text(first) })}`
        : localized(config.message, 'welcome');
    return send([
      { type: 'TextOutputCallback', messageType: 'information', message },
      ...(offered.length === 1
        ? []
        : [
            { type: 'ChoiceCallback' as const, prompt: text('question'), choices: offered.map((method) => text(method)), defaultChoice: 0 },
          ]),
      { type: 'ConfirmationCallback', options: [text('start'), text('cancel')], selected: 0 },
    ]);
  },
});
