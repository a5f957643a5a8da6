import { Input } from '@mantine/core';
import { type RefObject, useEffect, useId, useState } from 'react';
import { t } from './messages.ts';
import classes from './source-field.module.css';

/** A text of many lines with their numbers beside it. */
export function SourceField({
  value,
  readOnly,
  onChange,
  field,
}: {
  readonly value: string;
  readonly readOnly: boolean;
  readonly onChange: (value: string) => void;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}) {
  const id = useId();
  const [top, setTop] = useState(0);
  const [at, setAt] = useState({ line: 1, column: 1 });
  const lines = value.split('\n').length;
  // A caret that was put somewhere by the page tells nobody but the document.
  useEffect(() => {
    const follow = () => {
      const element = field.current;
      if (element === null || document.activeElement !== element) return;
      const before = element.value.slice(0, element.selectionStart).split('\n');
      setAt({ line: before.length, column: (before.at(-1)?.length ?? 0) + 1 });
    };
    document.addEventListener('selectionchange', follow);
    return () => document.removeEventListener('selectionchange', follow);
  }, [field]);
  return (
    <Input.Wrapper
      label={t('source')}
      labelProps={{ htmlFor: id }}
      description={t('place', { line: String(at.line), column: String(at.column) })}
    >
      <div className={classes.frame}>
        <pre
          className={classes.numbers}
          aria-hidden
          ref={(element) => {
            if (element !== null) element.scrollTop = top;
          }}
        >
          {Array.from({ length: lines }, (_, index) => index + 1).join('\n')}
          {'\n'}
        </pre>
        <textarea
          id={id}
          ref={field}
          className={classes.text}
          value={value}
          readOnly={readOnly}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
          onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}
        />
      </div>
    </Input.Wrapper>
  );
}
