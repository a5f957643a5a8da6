import { START_ID } from '@waygate/schema';
import { nameOf } from '../canvas/name-of.ts';
import { sourcesOf } from '../document/sources-of.ts';
import { useDocument, useEditor } from '../editor/use-editor.ts';
import { JumpLink } from './jump-link.tsx';
import { t } from './messages.ts';
import classes from './properties.module.css';

/** From where a node or an end is reached. */
export function Sources({ id }: { readonly id: string }) {
  const document = useDocument();
  const book = useEditor((state) => state.outcomes);
  const sources = sourcesOf(document, id);
  const outcomeName = (nodeId: string, outcome: string) =>
    book.outcomesOf(document, nodeId)?.find((one) => one.id === outcome)?.displayName ?? outcome;
  return (
    <section className={classes.section} aria-label={t('reachedFrom')}>
      <h3>{t('reachedFrom')}</h3>
      {sources.length === 0 ? <p className={classes.help}>{t('reachedFromNone')}</p> : null}
      <ul className={classes.rows}>
        {sources.map(({ nodeId, outcome }) => (
          <li key={`${nodeId}\n${outcome}`} className={classes.summary}>
            {nodeId === START_ID ? (
              <JumpLink id={nodeId} />
            ) : (
              <JumpLink id={nodeId} text={t('reachedBy', { name: nameOf(document, nodeId), outcome: outcomeName(nodeId, outcome) })} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
