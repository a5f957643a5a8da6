import { UnstyledButton } from '@mantine/core';
import { nameOf } from '../canvas/name-of.ts';
import { useDocument, useEditor } from '../editor/use-editor.ts';
import { focusPanel } from './focus-panel.ts';
import { t } from './messages.ts';
import classes from './properties.module.css';

/** The name of a node, which selects it and brings it into view. */
export function JumpLink({ id, text }: { readonly id: string; readonly text?: string }) {
  const jumpTo = useEditor((state) => state.jumpTo);
  const name = nameOf(useDocument(), id);
  return (
    <UnstyledButton
      className={classes.link}
      onClick={({ currentTarget }) => {
        focusPanel(currentTarget);
        jumpTo(id);
      }}
      aria-label={t('jump', { name: text ?? name })}
    >
      {text ?? name}
    </UnstyledButton>
  );
}
