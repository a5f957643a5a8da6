import { type ReactNode, useId } from 'react';
import type { ConfigField } from '../config-field.ts';
import classes from '../properties.module.css';

/** The frame of a field that is made of several controls: its name, help and error belong to all of them. */
export function FieldGroup({
  field,
  error,
  children,
}: {
  readonly field: ConfigField;
  readonly error: string | undefined;
  readonly children: ReactNode;
}) {
  const helpId = useId();
  const errorId = useId();
  return (
    <fieldset className={classes.group} aria-describedby={error === undefined ? helpId : `${helpId} ${errorId}`}>
      <legend>{field.title}</legend>
      <p id={helpId} className={classes.help}>
        {field.help}
      </p>
      {children}
      {error === undefined ? null : (
        <p id={errorId} className={classes.error}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
