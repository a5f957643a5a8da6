import { listOutput, outputOf, textOutput } from '@waygate/client';
import type { WireCallback } from '@waygate/schema';
import { TextField } from '@waygate/ui';
import { useId, useState } from 'preact/hooks';
import { t } from '../messages.ts';

/** Value of the choice to write a question of one's own. */
const OWN = 'own';

interface SecurityQuestionProps {
  readonly callback: WireCallback;
  /** Names of the two inputs. */
  readonly names: { readonly question: string; readonly answer: string };
  readonly question: string;
  readonly answer: string;
  readonly set: (name: string) => (value: string) => void;
  /** Whether what is missing is to be said. */
  readonly complain: boolean;
}

/** Lets the person choose a security question, or write one, and answer it. */
export function SecurityQuestion({ callback, names, question, answer, set, complain }: SecurityQuestionProps) {
  const id = useId();
  const predefined = listOutput(callback, 'predefinedQuestions');
  const mayWrite = outputOf(callback, 'allowUserDefinedQuestions') === true;
  const [writes, setWrites] = useState(mayWrite && question !== '' && !predefined.includes(question));
  const missing = (value: string) => (complain && value.trim() === '' ? t('mustBeFilled') : undefined);
  const chosen = writes ? OWN : String(predefined.indexOf(question));
  const chooseError = writes ? undefined : missing(question);
  return (
    <fieldset class="field stack">
      <legend>{textOutput(callback, 'prompt')}</legend>
      <div class="field">
        <label for={id}>{t('question')}</label>
        <div class="control">
          <select
            id={id}
            value={chosen}
            onChange={({ currentTarget: { value } }) => {
              setWrites(value === OWN);
              set(names.question)(predefined[Number(value)] ?? '');
            }}
            aria-required="true"
            {...(chooseError === undefined ? {} : { 'aria-invalid': 'true' as const, 'aria-describedby': `${id}-error` })}
          >
            <option value="-1">{t('chooseQuestion')}</option>
            {predefined.map((text, index) => (
              <option key={text} value={String(index)}>
                {text}
              </option>
            ))}
            {mayWrite ? <option value={OWN}>{t('ownQuestion')}</option> : null}
          </select>
        </div>
        {chooseError === undefined ? null : (
          <span id={`${id}-error`} class="alert error">
            {chooseError}
          </span>
        )}
      </div>
      {writes ? (
        <TextField
          name={names.question}
          label={t('ownQuestion')}
          value={question}
          onInput={set(names.question)}
          error={missing(question)}
          autoComplete="off"
          required
        />
      ) : null}
      <TextField
        name={names.answer}
        label={t('answer')}
        value={answer}
        onInput={set(names.answer)}
        error={missing(answer)}
        autoComplete="off"
        required
      />
    </fieldset>
  );
}
