import { textOutput } from '@waygate/client';
import type { WireCallback, WireStep } from '@waygate/schema';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../messages.ts';
import { RichText } from './rich-text.tsx';

/** What says that a journey waits for somebody who comes back by a link; undefined when it does not. */
export function suspension({ callbacks }: WireStep): WireCallback | undefined {
  return callbacks.find(({ type }) => type === 'SuspendedTextOutputCallback');
}

interface WaitForMailProps {
  readonly callback: WireCallback;
  readonly header: string | undefined;
  readonly onRestart: () => void;
}

/** A journey that goes on by a link in a mail. There is nothing to answer here. */
export function WaitForMail({ callback, header, onRestart }: WaitForMailProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div class="card stack">
      <h1 ref={heading} tabIndex={-1}>
        {header ?? t('waitTitle')}
      </h1>
      <p>
        <RichText html={textOutput(callback, 'message')} />
      </p>
      <p class="muted">{t('waitHint')}</p>
      <button type="button" class="button quiet wide" onClick={onRestart}>
        {t('startAgain')}
      </button>
    </div>
  );
}
