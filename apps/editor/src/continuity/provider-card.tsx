import { Alert, Button, Group, Stack, Switch, Text, Title } from '@mantine/core';
import type { ProviderHealthView } from '@waygate/schema';
import { useState } from 'react';
import { admin } from '../app/admin.tsx';
import { momentText } from '../traces/time-text.ts';
import classes from './continuity.module.css';
import { t } from './messages.ts';
import { OverrideDialog } from './override-dialog.tsx';
import { ProviderDialog } from './provider-dialog.tsx';
import { ProviderFacts } from './provider-facts.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { SimulationDialog } from './simulation-dialog.tsx';
import { StateBadge } from './state-badge.tsx';
import { TransitionTable } from './transition-table.tsx';
import { useContinuityAct } from './use-continuity-act.ts';

type Asked = 'change' | 'remove' | 'override' | 'simulation';

/** One provider: how it is and why, and what can be done about it. */
export function ProviderCard({ realm, provider }: { readonly realm: string; readonly provider: ProviderHealthView }) {
  const { id, name, label, state, since, override, simulation } = provider;
  const [asked, setAsked] = useState<Asked>();
  const act = useContinuityAct(realm);
  const close = () => setAsked(undefined);
  const shown = label === '' ? name : label;
  return (
    <article className={classes.card} aria-labelledby={`provider-${id}`}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          <div>
            <Title order={3} size="h5" id={`provider-${id}`} className={classes.name}>
              {shown}
            </Title>
            {label === '' ? null : (
              <Text size="xs" c="dimmed" className={classes.name}>
                {name}
              </Text>
            )}
          </div>
          <Group gap="xs">
            <StateBadge state={state} />
            <Text size="sm">{t('since', { time: momentText(since) })}</Text>
          </Group>
        </Group>
        <Forced provider={provider} />
        <ProviderFacts provider={provider} />
        <Group gap="sm">
          <Switch
            label={t('rehearse')}
            aria-label={t('rehearseOf', { name: shown })}
            checked={simulation !== undefined}
            disabled={provider.mode === 'DISABLED'}
            onChange={() => {
              if (simulation === undefined) setAsked('simulation');
              else void act(() => admin.endSimulation(realm, id), t('rehearsalEnded'));
            }}
          />
          <Button
            size="xs"
            variant="default"
            disabled={provider.mode === 'DISABLED'}
            aria-label={t('setOf', { name: shown })}
            onClick={() => setAsked('override')}
          >
            {t('set')}
          </Button>
          {override === undefined ? null : (
            <Button
              size="xs"
              variant="default"
              aria-label={t('endOf', { name: shown })}
              onClick={() => void act(() => admin.endOverride(realm, id), t('wasEnded', { name: shown }))}
            >
              {t('end')}
            </Button>
          )}
          <Button size="xs" variant="default" aria-label={t('changeOf', { name: shown })} onClick={() => setAsked('change')}>
            {t('change')}
          </Button>
          <Button size="xs" variant="default" aria-label={t('removeOf', { name: shown })} onClick={() => setAsked('remove')}>
            {t('remove')}
          </Button>
        </Group>
        <TransitionTable name={shown} transitions={provider.transitions} />
      </Stack>
      {asked === 'change' ? <ProviderDialog realm={realm} provider={provider} close={close} /> : null}
      {asked === 'remove' ? <RemoveDialog realm={realm} provider={provider} close={close} /> : null}
      {asked === 'override' ? <OverrideDialog realm={realm} provider={provider} close={close} /> : null}
      {asked === 'simulation' ? <SimulationDialog realm={realm} provider={provider} close={close} /> : null}
    </article>
  );
}

/** What decides how the provider is when it is not what the checks find: by whom, and until when. */
function Forced({ provider: { forced, mode, override, simulation, monitor } }: { readonly provider: ProviderHealthView }) {
  if (forced === undefined) return null;
  if (forced === 'simulation' && simulation !== undefined) {
    return (
      <Alert color="orange">
        {t('forced_simulation', { by: simulation.by, found: t(monitor.state) })} {t('until', { time: momentText(simulation.until) })}
      </Alert>
    );
  }
  if (forced === 'operator' && override !== undefined) {
    const { by, reason, until } = override;
    return (
      <Alert color="orange">
        {t('forced_operator', { by, reason })} {until === undefined ? t('noEnd') : t('until', { time: momentText(until) })}
      </Alert>
    );
  }
  return <Alert color="gray">{t(mode === 'MANUAL' ? 'forced_manual' : 'forced_mode')}</Alert>;
}
