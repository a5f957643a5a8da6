import { Alert, Anchor, Stack, Text } from '@mantine/core';
import { useWindowEvent } from '@mantine/hooks';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { AdminError } from '@waygate/client';
import type { SignOnTrace } from '@waygate/schema';
import { lazy, Suspense, useMemo } from 'react';
import { Link, useParams } from 'react-router';
import { admin } from '../app/admin.tsx';
import { Failure } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { paths, realmOfSegment } from '../app/paths.ts';
import { type EditorCatalogue, makeEditorCatalogue } from '../editor/catalogue.ts';
import { FaultList } from './fault-list.tsx';
import { litPath } from './lit-path.ts';
import { t } from './messages.ts';
import { ReplayControls } from './replay-controls.tsx';
import { StepList } from './step-list.tsx';
import { TraceFacts } from './trace-facts.tsx';
import { type TraceStep, traceSteps } from './trace-steps.ts';
import classes from './traces.module.css';
import { useDrawnVersion } from './use-drawn-version.ts';
import { type Replay, replayOnKey, useReplay } from './use-replay.ts';
import { useTrace } from './use-trace.ts';

// Drawing is most of the script; the facts need not wait for it.
const JourneyDrawing = lazy(async () => ({ default: (await import('../canvas/journey-drawing.tsx')).JourneyDrawing }));

/** One sign-on: its facts, and what happened, step by step on the drawing of what ran. */
export function TracePage() {
  const { realm: segment, code = '' } = useParams();
  const realm = realmOfSegment(segment);
  const catalogue = useQuery({ queryKey: ['catalogue'], queryFn: admin.catalogue, staleTime: Number.POSITIVE_INFINITY });
  const trace = useTrace(realm, code);
  const types = useMemo(() => (catalogue.data === undefined ? undefined : makeEditorCatalogue(catalogue.data.nodes)), [catalogue.data]);
  const failed = trace.data === undefined ? trace.error : types === undefined ? catalogue.error : null;
  return (
    <Stack>
      <Anchor component={Link} to={paths.traces(realm)} size="sm">
        <IconArrowLeft size={14} aria-hidden /> {t('back')}
      </Anchor>
      {failed instanceof AdminError && failed.status === 404 ? (
        <Alert color="orange" role="alert" title={code}>
          {t('gone')}
        </Alert>
      ) : failed !== null ? (
        <Failure error={failed} retry={() => void Promise.all([trace.refetch(), catalogue.refetch()])} />
      ) : trace.data === undefined || types === undefined ? (
        <Loading />
      ) : (
        <OneTrace trace={trace.data} catalogue={types} />
      )}
    </Stack>
  );
}

function OneTrace({ trace, catalogue }: { readonly trace: SignOnTrace; readonly catalogue: EditorCatalogue }) {
  const steps = useMemo(() => traceSteps(trace.visits), [trace]);
  const replay = useReplay(steps.length);
  useWindowEvent('keydown', (event) => replayOnKey(replay, event));
  const nameOfNode = (id: string) => trace.visits.findLast(({ nodeId }) => nodeId === id)?.displayName ?? id;
  return (
    <>
      <TraceFacts trace={trace} />
      <FaultList faults={trace.faults} startedAt={trace.startedAt} nameOfNode={nameOfNode} />
      {steps.length === 0 ? (
        <Text>{t('noSteps')}</Text>
      ) : (
        <div className={classes.replay}>
          <div>
            <Drawing trace={trace} steps={steps} replay={replay} catalogue={catalogue} />
            <ReplayControls replay={replay} steps={steps} catalogue={catalogue} />
            <Text size="xs" c="dimmed" mt={4}>
              {t('replayKeys')}
            </Text>
          </div>
          <StepList
            label={t('timeline')}
            steps={steps}
            catalogue={catalogue}
            journey={trace.journey}
            startedAt={trace.startedAt}
            position={replay.position}
            onGo={({ number }) => replay.go(number)}
          />
        </div>
      )}
    </>
  );
}

/** The journey that the step ran in, as it was then. */
function Drawing({
  trace,
  steps,
  replay,
  catalogue,
}: {
  readonly trace: SignOnTrace;
  readonly steps: readonly TraceStep[];
  readonly replay: Replay;
  readonly catalogue: EditorCatalogue;
}) {
  const { position } = replay;
  const { journey, versionId } = steps[position - 1]?.visit ?? trace;
  const version = useDrawnVersion(trace.realm, journey, versionId, catalogue);
  const document = version.data?.document;
  const lit = useMemo(() => {
    if (document === undefined) return undefined;
    const isOver = position === steps.length && trace.result !== 'running';
    return litPath(document, steps.slice(0, position), isOver, catalogue);
  }, [document, steps, position, trace.result, catalogue]);
  return (
    <>
      {journey === trace.journey ? null : (
        <Text size="sm" fw={600} mb={4}>
          {t('inside', { name: journey })}
        </Text>
      )}
      <div className={classes.drawing}>
        {version.isError ? (
          <Failure error={version.error} retry={() => void version.refetch()} />
        ) : version.data === null ? (
          <p className={classes.missing}>{t('noVersion')}</p>
        ) : version.data === undefined ? (
          <Loading />
        ) : (
          <Suspense fallback={<Loading />}>
            <JourneyDrawing
              key={`${journey} ${versionId}`}
              document={version.data.document}
              outcomes={version.data.outcomes}
              catalogue={catalogue}
              lit={lit}
              label={t('drawing', { name: journey })}
            />
          </Suspense>
        )}
      </div>
    </>
  );
}
