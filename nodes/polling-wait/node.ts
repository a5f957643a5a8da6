import { defineNode, flagField, localizedField } from '@waygate/node-kit';
import { type CallbackInput, NOT_PRESSED } from '@waygate/schema';
import { z } from 'zod';
import { isWaitOver } from '../wait/is-wait-over.ts';

export default defineNode({
  type: 'PollingWaitNode',
  displayName: 'Polling Wait Node',
  category: 'utilities',
  tags: ['utilities'],
  icon: 'timer',
  summary: 'Waits a while before the journey goes on.',
  config: z.object({
    secondsToWait: z.int().min(1).max(3_600).default(8).meta({ title: 'Seconds to wait', help: 'How long to wait.', unit: 'seconds' }),
    spamDetectionEnabled: flagField('Enable spam detection', 'Counts clients that come back too early.'),
    spamDetectionTolerance: z
      .int()
      .min(1)
      .max(1_000)
      .default(3)
      .meta({ title: 'Spam tolerance', help: 'How often the page may be sent again to a client that comes back too early.' }),
    waitingMessage: localizedField('Waiting message', 'Text while waiting; {{time}} is replaced by the seconds.'),
    exitable: flagField('Exitable', 'Offers a button that ends the wait.'),
    exitMessage: localizedField('Exit message', 'Text of the button.'),
  }),
  outcomes: { DONE: 'Done', EXITED: 'Exited', SPAM: 'Spam' },
  activeOutcomes: ({ exitable, spamDetectionEnabled }) => [
    'DONE',
    ...(exitable ? (['EXITED'] as const) : []),
    ...(spamDetectionEnabled ? (['SPAM'] as const) : []),
  ],
  callbacks: ['PollingWaitCallback', 'ConfirmationCallback'],
  /** When the wait is over, epoch milliseconds, and how often the page was sent again because the client came too early. */
  local: z.object({ until: z.int(), early: z.int() }),
  texts: {
    waiting: { en: 'Please wait...', de: 'Bitte warten ...' },
    exit: { en: 'Exit', de: 'Beenden' },
  },
  run: ({ config, answers, local, now, localized, send, goTo }) => {
    const waiting = local.get();
    if (config.exitable && answers.first('ConfirmationCallback')?.index === 0) return goTo('EXITED');
    if (waiting !== undefined) {
      if (config.spamDetectionEnabled && waiting.early > config.spamDetectionTolerance) return goTo('SPAM');
      if (answers.submitted && isWaitOver(waiting.until, config.secondsToWait * 1000, now)) return goTo('DONE');
    }
    local.set(waiting === undefined ? { until: now + config.secondsToWait * 1000, early: 0 } : { ...waiting, early: waiting.early + 1 });
    const message = localized(config.waitingMessage, 'waiting', { time: String(config.secondsToWait) });
    const callbacks: CallbackInput[] = [{ type: 'PollingWaitCallback', waitTime: config.secondsToWait * 1000, message }];
    if (config.exitable)
      callbacks.push({ type: 'ConfirmationCallback', options: [localized(config.exitMessage, 'exit')], selected: NOT_PRESSED });
    return send(callbacks);
  },
});
