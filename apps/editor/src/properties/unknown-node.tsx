import { Button, CopyButton } from '@mantine/core';
import type { PageChild } from '@waygate/schema';
import { t } from './messages.ts';
import classes from './properties.module.css';

/** A node of a type that this server does not have: shown as it came, and left so. */
export function UnknownNode({ node }: { readonly node: PageChild }) {
  const text = JSON.stringify(node.config, null, 2);
  return (
    <>
      <div className={classes.notice} role="note">
        <strong>{t('unknownTitle', { type: node.type })}</strong>
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
