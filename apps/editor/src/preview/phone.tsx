import { Text } from '@mantine/core';
import { t } from './messages.ts';
import classes from './preview.module.css';

/** A phone beside the page: the web authenticator of this browser. Links of the page to the authenticator lead here, by the name of the frame. */
export function Phone() {
  return (
    <section className={classes.phone} aria-label={t('phone')}>
      <iframe className={classes.screen} name="waygate-phone" src="/authenticator/" title={t('phoneTitle')} />
      <Text size="xs" c="dimmed">
        {t('phoneHelp')}
      </Text>
    </section>
  );
}
