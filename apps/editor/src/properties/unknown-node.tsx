import { Button, CopyButton } from '@mantine/core';
import type { PageChild } from '@waygate/schema';
import { useEditor } from '../editor/use-editor.ts';
import { t } from './messages.ts';
import classes from './properties.module.css';

/** A node of a type, or of a version of it, that this server does not have: shown as it came, and left so. */
export function UnknownNode({ node }: { readonly node: PageChild }) {
  const hasType = useEditor(({ catalogue }) => catalogue.has(node.type));
  const text = JSON.stringify(node.config, null, 2);
  return (
    <>
      <div className={classes.notice} role="note">
        <strong>
          {hasType ? t('unknownVersionTitle', { type: node.type, version: node.version ?? '1.0' }) : t('unknownTitle', { type: node.type })}
        </strong>
        <p>{t('unknownHelp')}</p>
      </div>
      <div className={classes.section}>
        <h3>{t('unknownConfig')}</h3>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
        <section className={classes.json} tabIndex={0} aria-label={t('unknownConfig')}>
          {text}
        </section>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy} w="fit-content">
              {copied ? t('copied') : t('copy')}
            </Button>
          )}
        </CopyButton>
      </div>
    </>
  );
}
