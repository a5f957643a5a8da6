import type { JourneyProblem, JsonObject } from '@waygate/schema';
import type { ConfigField } from './config-field.ts';
import { ConfigFieldView } from './config-field-view.tsx';
import { t } from './messages.ts';
import classes from './properties.module.css';

/** The form of a node's configuration, made from its schema. */
export function ConfigForm({
  id,
  fields,
  config,
  problems,
}: {
  readonly id: string;
  readonly fields: readonly ConfigField[];
  readonly config: JsonObject;
  readonly problems: ReadonlyMap<string, readonly JourneyProblem[]>;
}) {
  const shown = fields.filter(({ kind }) => kind !== 'children');
  return (
    <section className={classes.section} aria-label={t('settings')}>
      <h3>{t('settings')}</h3>
      {shown.length === 0 ? <p className={classes.help}>{t('noSettings')}</p> : null}
      {shown.map((field) => (
        <ConfigFieldView key={field.key} id={id} field={field} config={config} problems={problems.get(field.key) ?? []} />
      ))}
    </section>
  );
}
