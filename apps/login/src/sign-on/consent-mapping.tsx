import { listOutput, outputOf, textOutput } from '@waygate/client';
import type { WireCallback } from '@waygate/schema';
import { useId } from 'preact/hooks';
import { t } from '../messages.ts';
import { CheckField } from './check-field.tsx';
import { RichText } from './rich-text.tsx';

interface ConsentMappingProps {
  readonly callback: WireCallback;
  readonly name: string;
  readonly accepted: boolean;
  readonly onAccept: (accepted: boolean) => void;
  /** Whether it is to be said that the person must agree. */
  readonly complain: boolean;
}

/** Asks whether data of the person may go to a service. */
export function ConsentMapping({ callback, name, accepted, onAccept, complain }: ConsentMappingProps) {
  const id = useId();
  const service = textOutput(callback, 'displayName');
  const level = textOutput(callback, 'accessLevel');
  const fields = listOutput(callback, 'fields');
  const required = outputOf(callback, 'isRequired') === true;
  return (
    <section class="stack" aria-labelledby={id}>
      <h2 id={id} class="part">
        {service}
      </h2>
      <div>
        <RichText html={textOutput(callback, 'message')} />
      </div>
      {level === '' ? null : <p class="muted">{t('accessLevel', { level })}</p>}
      {fields.length === 0 ? null : <p class="muted">{t('sharedFields', { fields: fields.join(', ') })}</p>}
      <CheckField
        name={name}
        checked={accepted}
        onChange={onAccept}
        error={required && complain && !accepted ? t('mustAgree') : undefined}
        required={required}
      >
        {t('agree', { service })}
      </CheckField>
    </section>
  );
}
