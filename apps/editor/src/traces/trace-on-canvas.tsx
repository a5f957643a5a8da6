import { Alert, Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { diffJourneys, type JourneyDifference } from '@waygate/graph';
import type { SignOnTrace } from '@waygate/schema';
import { useEffect, useMemo } from 'react';
import { Link } from 'react-router';
import { Failure } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { paths } from '../app/paths.ts';
import { useDocument, useEditor, useEditorStore } from '../editor/use-editor.ts';
import { FaultList } from './fault-list.tsx';
import { litPath } from './lit-path.ts';
import { t } from './messages.ts';
import { ReplayControls } from './replay-controls.tsx';
import { ResultBadge } from './result-badge.tsx';
import { StepList } from './step-list.tsx';
import { momentText } from './time-text.ts';
import { traceSteps } from './trace-steps.ts';
import classes from './traces.module.css';
import { useDrawnVersion } from './use-drawn-version.ts';
import { replayOnKey, useReplay } from './use-replay.ts';
import { useTrace } from './use-trace.ts';

/** Fetches a sign-on and replays it on the canvas. */
export function TraceOnCanvas({ code, leave }: { readonly code: string; readonly leave: () => void }) {
  const realm = useEditor((state) => state.realm);
  const trace = useTrace(realm, code);
  return (
    <>
      <Group justify="space-between" gap="xs">
        <Title order={2} size="h5" className={classes.code}>
          {code}
        </Title>
        <Button size="xs" variant="default" onClick={leave} data-panel-focus>
          {t('another')}
        </Button>
      </Group>
      {trace.data === undefined && trace.error !== null ? (
        <Failure error={trace.error} retry={() => void trace.refetch()} />
      ) : trace.data === undefined ? (
        <Loading />
      ) : (
        <Replayed trace={trace.data} />
      )}
    </>
  );
}

function Replayed({ trace }: { readonly trace: SignOnTrace }) {
  const store = useEditorStore();
  const document = useDocument();
  const catalogue = useEditor((state) => state.catalogue);
  const steps = useMemo(() => traceSteps(trace.visits), [trace]);
  const replay = useReplay(steps.length);
  const { position } = replay;
  useEffect(() => {
    const isOver = position === steps.length && trace.result !== 'running';
    store.getState().light(litPath(document, steps.slice(0, position), isOver, catalogue));
  }, [store, document, steps, position, trace.result, catalogue]);
  useEffect(() => () => store.getState().light(undefined), [store]);
  const shown = steps[position - 1]?.visit;
  return (
    <Stack gap="sm" component="section" aria-label={t('replay')} onKeyDown={(event) => replayOnKey(replay, event.nativeEvent)}>
      <Group gap="xs">
        <ResultBadge result={trace.result} />
        <Text size="sm">{[trace.username ?? t('nobody'), momentText(trace.startedAt)].join(' · ')}</Text>
        <Anchor component={Link} to={paths.trace(trace.realm, trace.code)} size="sm">
          {t('wholePage')}
        </Anchor>
      </Group>
      <VersionNote trace={trace} />
      <FaultList
        faults={trace.faults}
        startedAt={trace.startedAt}
        nameOfNode={(id) => trace.visits.findLast(({ nodeId }) => nodeId === id)?.displayName ?? id}
      />
      {steps.length === 0 ? (
        <Text size="sm">{t('noSteps')}</Text>
      ) : (
        <>
          <ReplayControls replay={replay} steps={steps} catalogue={catalogue} />
          {shown === undefined || shown.journey === trace.journey ? null : <Text size="sm">{t('elsewhere', { name: shown.journey })}</Text>}
          <StepList
            label={t('timeline')}
            steps={steps}
            catalogue={catalogue}
            journey={trace.journey}
            startedAt={trace.startedAt}
            position={position}
            onGo={({ number }) => replay.go(number)}
          />
        </>
      )}
    </Stack>
  );
}

/** Says whether the sign-on ran what stands on the canvas, and what of its way is not there any more. Where nodes stand does not count. */
function VersionNote({ trace }: { readonly trace: SignOnTrace }) {
  const document = useDocument();
  const catalogue = useEditor((state) => state.catalogue);
  const version = useDrawnVersion(trace.realm, trace.journey, trace.versionId, catalogue);
  const ran = version.data?.document;
  const isSame = useMemo(() => ran !== undefined && diffJourneys(ran, document).every(isLooksOnly), [ran, document]);
  const gone = useMemo(() => {
    const visited = trace.visits.filter(({ journey }) => journey === trace.journey);
    const lost = visited.filter(({ nodeId }) => !Object.hasOwn(document.nodes, nodeId) && !Object.hasOwn(document.innerNodes, nodeId));
    return [...new Map(lost.map(({ nodeId, displayName }) => [nodeId, displayName])).values()];
  }, [trace, document]);
  if (version.isPending) return null;
  if (isSame) return <Text size="sm">{t('sameVersion')}</Text>;
  return (
    <Alert color="orange" role="status">
      {t('otherVersion')} {gone.length === 0 ? null : t('goneNodes', { names: gone.join(', ') })}
    </Alert>
  );
}

function isLooksOnly(difference: JourneyDifference): boolean {
  return difference.kind === 'node-moved' || (difference.kind === 'option-changed' && difference.field.startsWith('uiConfig'));
}
