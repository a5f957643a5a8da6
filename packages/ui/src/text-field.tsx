import { useId, useState } from 'preact/hooks';

interface TextFieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly error?: string | undefined;
  readonly autoComplete?: string;
  readonly inputMode?: 'text' | 'numeric';
  readonly required?: boolean;
  readonly maxLength?: number;
  /** Texts of the button that shows a password; a field with them is a password field. */
  readonly reveal?: { readonly show: string; readonly hide: string };
}

/** A labelled field; what is wrong with it is tied to it. */
export function TextField({ name, label, value, onInput, error, autoComplete, inputMode, required, maxLength, reveal }: TextFieldProps) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const hidden = reveal !== undefined && !shown;
  const attributes = {
    id,
    name,
    value,
    onInput: (event: { readonly currentTarget: HTMLInputElement }) => onInput(event.currentTarget.value),
    autoCapitalize: 'none' as const,
    spellcheck: false,
    ...(error === undefined ? {} : { 'aria-invalid': 'true' as const, 'aria-describedby': `${id}-error` }),
    ...(autoComplete === undefined ? {} : { autoComplete }),
    ...(inputMode === undefined ? {} : { inputMode }),
    ...(required === undefined ? {} : { required }),
    ...(maxLength === undefined ? {} : { maxLength }),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="control">
        {hidden ? <input type="password" {...attributes} /> : <input type="text" {...attributes} />}
        {reveal === undefined ? null : (
          <button type="button" class="reveal" aria-pressed={shown} onClick={() => setShown(!shown)}>
            {shown ? reveal.hide : reveal.show}
          </button>
        )}
      </div>
      {error === undefined ? null : (
        <span id={`${id}-error`} class="alert error">
          {error}
        </span>
      )}
    </div>
  );
}
