import { CloseButton, VisuallyHidden } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import classes from './canvas.module.css';
import { t } from './messages.ts';
import { useCanvasUi, useCanvasUiStore } from './use-canvas-ui.ts';

/** What was done, for screen readers; why something cannot be, for everybody, until the next press or its cross. */
export function SaidAloud() {
  const ui = useCanvasUiStore();
  const { text, kind, times } = useCanvasUi((state) => state.said);
  return (
    <>
      <VisuallyHidden role="status">{kind === 'done' ? <span key={times}>{text}</span> : null}</VisuallyHidden>
      <div className={classes.refusals} role="alert" data-refusal>
        {kind === 'refused' ? (
          <div key={times} className={classes.refusal}>
            <IconInfoCircle size={20} aria-hidden />
            <span>{text}</span>
            <CloseButton size="sm" aria-label={t('hush')} onClick={() => ui.getState().hush()} />
          </div>
        ) : null}
      </div>
    </>
  );
}
