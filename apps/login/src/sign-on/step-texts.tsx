import { outputOf, textOutput } from '@waygate/client';
import type { WireStep } from '@waygate/schema';
import { Alert } from '@waygate/ui';

interface StepTextsProps {
  readonly step: WireStep;
  /** Whatever says this is left out, because the page shows it by itself. */
  readonly without?: string | undefined;
}

/** The texts of a step that is drawn as a whole: what went wrong as an alert, all else as it is. Scripts are left out. */
export function StepTexts({ step, without }: StepTextsProps) {
  return (
    <>
      {step.callbacks.map((callback, index) => {
        const kind = callback.type === 'TextOutputCallback' ? outputOf(callback, 'messageType') : '4';
        const text = textOutput(callback, 'message');
        if (kind === '4' || (without !== undefined && text.includes(without))) return null;
        return kind === '2' ? (
          <Alert key={index} kind="error">
            {text}
          </Alert>
        ) : (
          <p key={index}>{text}</p>
        );
      })}
    </>
  );
}
