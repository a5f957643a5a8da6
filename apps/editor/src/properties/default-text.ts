import type { ConfigField } from './config-field.ts';
import { textEntriesOf, textOf, textsOf } from './config-value.ts';
import { t } from './messages.ts';
import { numberText } from './number-text.ts';

/** A default in words; undefined when there is none, or none worth a word. */
export function defaultText(field: ConfigField): string | undefined {
  const { byDefault } = field;
  if (byDefault === undefined || byDefault === null) return undefined;
  switch (field.kind) {
    case 'flag':
      return byDefault === true ? t('on') : t('off');
    case 'number':
      return typeof byDefault === 'number' ? numberText(byDefault, field.unit) : undefined;
    case 'choice':
      return field.options.find(({ value }) => value === byDefault)?.label ?? textOf(byDefault);
    case 'choices':
    case 'list':
      return textsOf(byDefault).join(', ') || t('empty');
    case 'key-value':
    case 'localized':
      return (
        textEntriesOf(byDefault)
          .map(([key, text]) => `${key}: ${text}`)
          .join(', ') || t('empty')
      );
    case 'json':
    case 'children':
      return JSON.stringify(byDefault);
    default:
      return textOf(byDefault) || t('empty');
  }
}
