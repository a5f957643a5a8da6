import type { CatalogueNode } from '@waygate/schema';
import { t } from './messages.ts';
import classes from './properties.module.css';

/** What there is to know of a node type: what it reads, writes and proves. */
export function NodeFacts({ type }: { readonly type: CatalogueNode }) {
  const nameOfOutcome = (id: string) => type.outcomes.find((outcome) => outcome.id === id)?.displayName ?? id;
  const proves = Object.entries(type.provides).map(([outcome, factors]) =>
    t('provesOutcome', { outcome: nameOfOutcome(outcome), factors: factors.join(', ') }),
  );
  return (
    <details className={classes.about}>
      <summary>{t('about')}</summary>
      <dl className={classes.facts}>
        <dt>{t('type')}</dt>
        <dd>
          <code>{type.type}</code>
        </dd>
        <dt>{t('version')}</dt>
        <dd>{type.version}</dd>
        <dt>{t('asks')}</dt>
        <dd>{type.interactive ? t('asksYes') : t('asksNo')}</dd>
        {type.boundsLoops ? (
          <>
            <dt>{t('bounds')}</dt>
            <dd>{t('boundsYes')}</dd>
          </>
        ) : null}
        <dt>{t('reads')}</dt>
        <dd>{type.reads.join(', ') || t('nothing')}</dd>
        <dt>{t('writes')}</dt>
        <dd>{type.writes.join(', ') || t('nothing')}</dd>
        <dt>{t('proves')}</dt>
        <dd>{proves.join('; ') || t('nothing')}</dd>
      </dl>
    </details>
  );
}
