import { textOutput } from '@waygate/client';
import type { WireStep } from '@waygate/schema';
import { t } from '../messages.ts';

/** The page that waits for the answer of a phone, with the number to choose or the code to type there. */
export function WaitForPhone({ step, number }: { readonly step: WireStep; readonly number: string | undefined }) {
  const wait = step.callbacks.find(({ type }) => type === 'PollingWaitCallback');
  const message = wait === undefined ? '' : textOutput(wait, 'message');
  const isCode = (number?.length ?? 0) > 2;
  return (
    <div class="stack">
      <p>{message}</p>
      {number === undefined ? null : (
        <p
          class="number"
          role="img"
          aria-label={t(isCode ? 'codeLabel' : 'numberLabel', { number: isCode ? [...number].join(' ') : number })}
        >
          {isCode ? `${number.slice(0, 3)} ${number.slice(3)}` : number}
        </p>
      )}
      <p class="waiting" role="status">
        <span class="spinner" aria-hidden="true" />
        {t('waitingForPhone')}
      </p>
    </div>
  );
}
