import { outputOf, textOutput } from '@waygate/client';
import type { WireStep } from '@waygate/schema';
import { Alert } from '@waygate/ui';

/** The texts of a step that is drawn as a whole: what went wrong as an alert, all else as it is. Scripts are left out. */
export function StepTexts({ step }: { readonly step: WireStep }) {
  return (
    <>
      {step.callbacks.map((callback, index) => {
        const kind = callback.type === 'TextOutputCallback' ? outputOf(callback, 'messageType') : '4';
        if (kind === '4') return null;
        const text = textOutput(callback, 'message');
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
