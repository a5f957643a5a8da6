import { Button, Group, Kbd } from '@mantine/core';
import { shortcutText } from '../commands/shortcut.ts';
import { useDocument, useEditor } from '../editor/use-editor.ts';
import { t } from './messages.ts';
import classes from './properties.module.css';

/** The journey as a whole, and how to go on: what is shown while nothing is selected. */
export function JourneySummary() {
  const document = useDocument();
  const problems = useEditor((state) => state.problems);
  const published = useEditor((state) => state.published);
  const showPanel = useEditor((state) => state.showPanel);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const hints = [
    ['N', t('hintAdd')],
    ['C', t('hintConnect')],
    ['mod+K', t('hintFind')],
    ['?', t('hintKeys')],
  ] as const;
  return (
    <>
      <div>
        <h2>{t('journey')}</h2>
        <p className={classes.summary}>{document.description || t('noDescription')}</p>
      </div>
      <dl className={classes.facts}>
        <dt>{t('nodeCount')}</dt>
        <dd>{Object.keys(document.nodes).length + Object.keys(document.innerNodes).length}</dd>
        <dt>{t('errors')}</dt>
        <dd>{errors}</dd>
        <dt>{t('warnings')}</dt>
        <dd>{problems.length - errors}</dd>
        <dt>{t('live')}</dt>
        <dd>
          {published === undefined
            ? t('liveNone')
            : t('liveVersion', {
                number: published.number,
                author: published.author,
                date: new Date(published.at).toLocaleDateString(t.language),
              })}
        </dd>
      </dl>
      <Group gap={6}>
        <Button size="xs" variant="default" onClick={() => showPanel('options')}>
          {t('showOptions')}
        </Button>
        {problems.length === 0 ? null : (
          <Button size="xs" variant="default" onClick={() => showPanel('problems')}>
            {t('showProblems')}
          </Button>
        )}
      </Group>
      <section className={classes.section} aria-label={t('hints')}>
        <h3>{t('hints')}</h3>
        <ul className={classes.hints}>
          <li>{t('hintSelect')}</li>
          {hints.map(([keys, text]) => (
            <li key={keys}>
              <Kbd size="xs">{shortcutText(keys)}</Kbd> {text}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
