import type { ProviderHealthView } from '@waygate/schema';
import { momentText } from '../traces/time-text.ts';
import classes from './continuity.module.css';
import { t } from './messages.ts';

/** What is known of a provider: how it is checked, what the checks find, and when they look again. */
export function ProviderFacts({ provider: { mode, probe, monitor } }: { readonly provider: ProviderHealthView }) {
  const { state, failures, successes, lastCheck, nextCheckAt, cooldownEndsAt } = monitor;
  return (
    <dl className={classes.facts}>
      <Fact name={t('probe')}>{probe.type === 'SNS' ? t('probe_SNS') : `${t(`probe_${probe.type}`)}: ${probe.url}`}</Fact>
      <Fact name={t('mode')}>{t(`mode_${mode}`)}</Fact>
      <Fact name={t('checks')}>{t(state)}</Fact>
      <Fact name={t('counter')}>{state === 'online' ? t('failures', { count: failures }) : t('successes', { count: successes })}</Fact>
      <Fact name={t('lastCheck')}>
        {lastCheck === undefined
          ? t('lastCheckNever')
          : t(lastCheck.ok ? 'lastCheckGood' : 'lastCheckBad', {
              tries: lastCheck.tries,
              time: momentText(lastCheck.at),
              detail: lastCheck.detail,
            })}
      </Fact>
      <Fact name={t('nextCheck')}>{momentText(nextCheckAt)}</Fact>
      {cooldownEndsAt === undefined ? null : <Fact name={t('cooldown')}>{t('cooldownAt', { time: momentText(cooldownEndsAt) })}</Fact>}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
