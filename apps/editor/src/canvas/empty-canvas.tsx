import { Kbd } from '@mantine/core';
import classes from './canvas.module.css';
import { t } from './messages.ts';

/** What to do with a canvas that nothing stands on. */
export function EmptyCanvas() {
  return (
    <div className={classes.empty}>
      <strong>{t('emptyTitle')}</strong>
      <span>{t('emptyHow')}</span>
      <span>
        <Kbd>Tab</Kbd> {t('emptyTab')} · <Kbd>?</Kbd> {t('emptyHelp')}
      </span>
    </div>
  );
}
