import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface CheckFieldProps {
  readonly name: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly error?: string | undefined;
  readonly required?: boolean;
  /** The label. */
  readonly children: ComponentChildren;
}

/** A box to tick; what is wrong with it is tied to it. */
export function CheckField({ name, checked, onChange, error, required = false, children }: CheckFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="choice">
        <input
          type="checkbox"
          name={name}
          checked={checked}
          onChange={(event) => onChange(event.currentTarget.checked)}
          {...(required ? { 'aria-required': 'true' as const } : {})}
          {...(error === undefined ? {} : { 'aria-invalid': 'true' as const, 'aria-describedby': `${id}-error` })}
        />
        <span>{children}</span>
      </label>
      {error === undefined ? null : (
        <span id={`${id}-error`} class="alert error">
          {error}
        </span>
      )}
    </div>
  );
}
