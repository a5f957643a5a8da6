import { defineNode, localizedField } from '@waygate/node-kit';
import type { CallbackInput } from '@waygate/schema';
import { z } from 'zod';
import { heedsBlock } from '../outage/heeds-block.ts';

/** Wrong codes in one visit of the node. */
const MOST_WRONG = 3;

const node = defineNode({
  type: 'OfflineCodeVerifierNode',
  displayName: 'Offline Code Verifier',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication', 'offline'],
  icon: 'password',
  summary: 'Asks for a code of the app that the person set up for outages, or for their backup code. Neither needs a network.',
  config: z.object({
    message: localizedField('Message', 'Text above the field for the code.'),
    timeSteps: z.int().min(0).max(5).default(1).meta({
      title: 'Time steps',
      help: 'How many codes before and after the present one are right, because clocks differ.',
    }),
    identityProvider: z.string().max(64).default('').meta({
      title: 'Identity provider',
      help: 'What cannot be reached, for the session and the log, where no Offline Fallback stands before this node. Nobody is let in while it is blocked.',
    }),
    offlineSessionMinutes: z
      .int()
      .min(1)
      .max(1_440)
      .default(240)
      .meta({ title: 'Offline session', help: 'How long a session may last that is made with such a code.', unit: 'minutes' }),
  }),
  outcomes: { success: 'Success', failure: 'Failure', reEnrolRequired: 'Re-enrol Required', noDevice: 'No Device', locked: 'Locked' },
  callbacks: ['TextOutputCallback', 'NameCallback', 'ConfirmationCallback'],
  provides: { success: ['possession:offline-code'], reEnrolRequired: ['possession:offline-code'] },
  local: z.object({ person: z.object({ id: z.string(), username: z.string() }), device: z.string(), wrong: z.int() }),
  texts: {
    needsProof: {
      en: 'Sign on first: an offline code is only asked for when somebody has proved who they are.',
      de: 'Melden Sie sich zuerst an: Nach einem Offline-Code wird nur gefragt, wer schon nachgewiesen hat, wer er ist.',
    },
    intro: {
      en: 'Enter the code that your authenticator app shows for offline sign-in. If you do not have the app, enter your backup code; the app must then be set up anew.',
      de: 'Geben Sie den Code ein, den Ihre Authenticator-App für die Anmeldung ohne Netz zeigt. Wenn Sie die App nicht haben, geben Sie Ihren Ersatzcode ein; dann muss die App neu eingerichtet werden.',
    },
    prompt: { en: 'Offline code or backup code', de: 'Offline-Code oder Ersatzcode' },
    wrong: { en: 'This code is not right, or it was used already.', de: 'Dieser Code stimmt nicht, oder er wurde schon benutzt.' },
    submit: { en: 'Submit', de: 'Absenden' },
  },
  run: async ({ config, realm, local, answers, subject, isIdentityProved, ports, idempotencyKey, text, localized, send, refuse, goTo }) => {
    const show = (isWrong: boolean) => {
      const problem: CallbackInput[] = isWrong ? [{ type: 'TextOutputCallback', messageType: 'error', message: text('wrong') }] : [];
      return send([
        ...problem,
        { type: 'TextOutputCallback', messageType: 'information', message: localized(config.message, 'intro') },
        { type: 'NameCallback', prompt: text('prompt') },
        { type: 'ConfirmationCallback', options: [text('submit')], selected: 0 },
      ]);
    };
    const open = local.get();
    if (!answers.submitted || open === undefined) {
      // A name alone must neither use up the tries of a person nor tell who has an app.
      if (subject === undefined || !isIdentityProved) return refuse('offline.code_needs_proof', text('needsProof'));
      const standing = await ports.offlineCodes.standing(realm, subject);
      if (standing.status === 'none') return goTo('noDevice');
      if (standing.status === 'locked') return goTo('locked', { audit: { retryAfter: standing.retryAfter } });
      local.set({ person: { id: subject.id, username: subject.username }, device: standing.device, wrong: 0 });
      return show(false);
    }

    const code = (answers.first('NameCallback')?.value ?? '').replaceAll(/\s/g, '');
    if (code === '') return show(false);
    const { person } = open;
    // Two codes that are sent at once in the same step are two tries.
    const key = `${idempotencyKey} ${code}`;
    const target = { realm, subject: person, authenticator: `offline-code:${open.device}` };
    const again = (audit: Readonly<Record<string, string>>) => {
      const wrong = open.wrong + 1;
      if (wrong >= MOST_WRONG) return goTo('failure', { audit });
      local.set({ ...open, wrong });
      return show(true);
    };
    const permit = await ports.attempts.begin(target, key);
    if (!permit.allowed) return again({ throttled: permit.reason });
    const result = await ports.offlineCodes.check({ realm, subject: person, code, timeSteps: config.timeSteps, idempotencyKey: key });
    switch (result.status) {
      case 'wrong':
        return again({ reason: 'wrong' });
      case 'none':
        return goTo('noDevice');
      case 'locked':
        return goTo('locked', { audit: { retryAfter: result.retryAfter } });
      case 'right':
      case 'replaced':
        await ports.attempts.succeeded(target, key);
        return goTo(result.status === 'right' ? 'success' : 'reEnrolRequired', {
          identified: person,
          nodeTypes: ['AuthenticatorOATH'],
          // Nothing was asked but what is kept here, whether or not something could have been.
          offline: { provider: config.identityProvider, sessionMinutes: config.offlineSessionMinutes },
          audit: { device: result.device },
        });
    }
  },
});

export default heedsBlock(node);
