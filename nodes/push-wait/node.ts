import { defineNode, localizedField, pushNumberChallengeKey } from '@waygate/node-kit';
import { type CallbackInput, NOT_PRESSED } from '@waygate/schema';
import { z } from 'zod';
import { refuseKnownOutage } from '../outage/known-outage.ts';
import { outageFields } from '../outage/outage-fields.ts';
import { reportsOutage } from '../outage/reports-outage.ts';
import { isWaitOver } from '../wait/is-wait-over.ts';

const node = defineNode({
  type: 'PushWaitNode',
  displayName: 'Push Wait',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication'],
  icon: 'hourglass',
  summary: 'Waits a while for the answer to a push, showing the number or code that the phone asks for.',
  config: z.object({
    secondsToWait: z.int().min(1).max(300).default(5).meta({ title: 'Seconds to wait', help: 'Length of one wait.', unit: 'seconds' }),
    waitingMessage: localizedField('Waiting message', 'Text while waiting; {{time}} is replaced by the seconds.'),
    challengeMessage: localizedField('Push challenge message', 'Text when a number is to be tapped; {{challenge}} is replaced by it.'),
    codeMessage: localizedField('Push code message', 'Text when a code is to be typed on the phone; {{challenge}} is replaced by it.'),
    exitMessage: localizedField('Exit message', 'Text of the button that ends the wait.'),
    ...outageFields,
  }),
  outcomes: { DONE: 'Done', EXITED: 'Exit' },
  callbacks: ['PollingWaitCallback', 'HiddenValueCallback', 'ConfirmationCallback'],
  reads: [pushNumberChallengeKey],
  /** When the wait is over, epoch milliseconds. */
  local: z.int(),
  texts: {
    waiting: { en: 'Waiting for response...', de: 'Warten auf Antwort ...' },
    challenge: {
      en: 'Tap the number [{{challenge}}] on the Push Notification to continue.',
      de: 'Tippen Sie in der Benachrichtigung auf die Zahl [{{challenge}}], um fortzufahren.',
    },
    code: {
      en: 'Enter the code {{challenge}} in your authenticator app to continue.',
      de: 'Geben Sie den Code {{challenge}} in Ihrer Authenticator-App ein, um fortzufahren.',
    },
    exit: { en: 'Cancel', de: 'Abbrechen' },
  },
  run: async ({ config, realm, ports, answers, local, state, now, localized, send, goTo }) => {
    if (answers.first('ConfirmationCallback')?.index === 0) return goTo('EXITED');
    const until = local.get();
    if (answers.submitted && until !== undefined && isWaitOver(until, config.secondsToWait * 1000, now)) return goTo('DONE');
    // Who waits for a phone that cannot be reached any more need not wait to the end.
    await refuseKnownOutage(config, { realm, ports });
    if (until === undefined) local.set(now + config.secondsToWait * 1000);
    const challenge = state.get(pushNumberChallengeKey);
    const isCode = challenge !== undefined && challenge.length > 2;
    const message =
      challenge === undefined
        ? localized(config.waitingMessage, 'waiting', { time: String(config.secondsToWait) })
        : localized(isCode ? config.codeMessage : config.challengeMessage, isCode ? 'code' : 'challenge', { challenge });
    const callbacks: CallbackInput[] = [{ type: 'PollingWaitCallback', waitTime: config.secondsToWait * 1000, message }];
    if (challenge !== undefined) callbacks.push({ type: 'HiddenValueCallback', id: 'pushChallengeNumber', value: challenge });
    callbacks.push({ type: 'ConfirmationCallback', options: [localized(config.exitMessage, 'exit')], selected: NOT_PRESSED });
    return send(callbacks);
  },
});

export default reportsOutage(node);
