import { Text } from '@mantine/core';
import { JourneyFiles } from './journey-files.tsx';
import { JourneyStanding } from './journey-standing.tsx';
import { t } from './messages.ts';
import { OptionFlag } from './option-flag.tsx';
import { OptionMinutes } from './option-minutes.tsx';
import { OptionCategories, OptionText } from './option-text.tsx';
import classes from './options.module.css';

/** What an author may say of a journey as a whole. */
export function OptionsPanel() {
  return (
    <div className={classes.panel}>
      <section className={classes.part} aria-label={t('withVersion')}>
        <div>
          <h2 className={classes.heading}>{t('withVersion')}</h2>
          <Text size="xs" c="dimmed">
            {t('withVersionHelp')}
          </Text>
        </div>
        <OptionText option="description" longest={4_096} lines />
        <OptionText option="identityResource" longest={256} placeholder="managed/alpha_user" />
        <OptionText option="themeId" longest={256} />
        <OptionCategories />
        <OptionFlag option="enabled" />
        <OptionFlag option="innerTreeOnly" />
        <OptionFlag option="mustRun" />
        <OptionFlag option="noSession" />
        <OptionFlag option="transactionalOnly" />
        <OptionMinutes option="maximumSessionTime" />
        <OptionMinutes option="maximumIdleTime" />
        <OptionMinutes option="treeTimeout" />
      </section>
      <JourneyStanding />
      <JourneyFiles />
    </div>
  );
}
