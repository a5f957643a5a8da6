import { Alert, Button, Group, List, Loader, Modal, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { TransferPlan, TransferText } from '@waygate/schema';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { admin } from '../app/admin.tsx';
import { paths } from '../app/paths.ts';
import { refreshJourneys } from '../journeys/use-journeys.ts';
import { ChooseFiles } from './choose-files.tsx';
import { type ImportChoice, ImportPlan } from './import-plan.tsx';
import { t } from './messages.ts';
import type { ReadFiles } from './read-files.ts';
import { type Refusal, refusalOf } from './refusal-text.ts';

type Stage =
  | { readonly kind: 'choosing' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'planned'; readonly files: readonly TransferText[]; readonly plan: TransferPlan }
  | { readonly kind: 'done'; readonly choice: ImportChoice };

/**
 * Imports files: reads them, shows the plan that the server makes of them, and does it, all or nothing. Until then nothing is changed.
 * @param begin files that are there already, such as dropped ones
 */
export function ImportDialog({
  realm,
  begin,
  before,
  after,
  close,
}: {
  readonly realm: string;
  readonly begin?: Promise<ReadFiles>;
  /** What must be done before the server plans, such as saving a draft. */
  readonly before?: () => Promise<void>;
  readonly after?: (choice: ImportChoice) => Promise<void>;
  readonly close: () => void;
}) {
  const queries = useQueryClient();
  const [stage, setStage] = useState<Stage>({ kind: 'choosing' });
  const [refusal, setRefusal] = useState<Refusal>();
  const [busy, setBusy] = useState(false);
  const [pasted, setPasted] = useState('');
  const [isLeft, setLeft] = useState(false);
  const running = useRef(false);
  /** Counts the wishes for a plan: of two answers only the one to the latest counts. */
  const wish = useRef(0);
  const hurry = useRef(before);
  hurry.current = before;

  const plan = useCallback(
    async (files: readonly TransferText[]) => {
      wish.current += 1;
      const mine = wish.current;
      setStage({ kind: 'reading' });
      setRefusal(undefined);
      try {
        await hurry.current?.();
        const made = await admin.planImport(realm, files);
        if (mine === wish.current) setStage({ kind: 'planned', files, plan: made });
      } catch (error) {
        if (mine !== wish.current) return;
        setRefusal(refusalOf(error));
        setStage({ kind: 'choosing' });
      }
    },
    [realm],
  );
  const take = useCallback(
    async (reading: Promise<ReadFiles>) => {
      if (running.current) {
        setLeft(true);
        return undefined;
      }
      wish.current += 1;
      const mine = wish.current;
      setStage({ kind: 'reading' });
      const read = await reading;
      if (mine !== wish.current) return undefined;
      if ('files' in read) return plan(read.files);
      setRefusal({ text: read.refusal, problems: [], planAgain: false });
      setStage({ kind: 'choosing' });
    },
    [plan],
  );
  useEffect(() => {
    if (begin !== undefined) void take(begin);
  }, [begin, take]);

  const apply = async (files: readonly TransferText[], planned: TransferPlan, choice: ImportChoice) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setLeft(false);
    setRefusal(undefined);
    try {
      const entries = planned.entries.filter(({ name }) => choice.journeys.includes(name));
      await admin.applyImport(realm, {
        files,
        ...choice,
        base: Object.fromEntries(entries.map(({ name, baseVersion }) => [name, baseVersion])),
        drafts: Object.fromEntries(entries.map(({ name, draft }) => [name, draft?.revision ?? null])),
      });
      await refreshJourneys(queries, realm);
      await after?.(choice);
      setStage({ kind: 'done', choice });
    } catch (error) {
      setRefusal(refusalOf(error));
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  const again = stage.kind === 'planned' && refusal?.planAgain === true ? () => void plan(stage.files) : undefined;
  return (
    <Modal
      opened
      onClose={() => {
        if (!busy) close();
      }}
      title={t('importTitle')}
      size="xl"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack data-import>
        {isLeft && busy ? (
          <Alert color="orange" role="alert">
            {t('underWay')}
          </Alert>
        ) : null}
        {refusal === undefined ? null : (
          <Alert color="red" role="alert" title={t('refused')}>
            <Text size="sm">{refusal.text}</Text>
            {refusal.problems.length === 0 ? null : (
              <List size="sm" mt="xs">
                {refusal.problems.slice(0, 20).map((problem) => (
                  <List.Item key={problem}>{problem}</List.Item>
                ))}
              </List>
            )}
            {again === undefined ? null : (
              <Button size="xs" variant="default" mt="xs" onClick={again}>
                {t('planAgain')}
              </Button>
            )}
          </Alert>
        )}
        {stage.kind === 'choosing' ? (
          <ChooseFiles text={pasted} setText={setPasted} take={(reading) => void take(reading)} cancel={close} />
        ) : stage.kind === 'reading' ? (
          <Group role="status">
            <Loader size="sm" aria-hidden />
            <Text size="sm">{t('planning')}</Text>
          </Group>
        ) : stage.kind === 'planned' ? (
          <ImportPlan
            plan={stage.plan}
            busy={busy}
            apply={(choice) => void apply(stage.files, stage.plan, choice)}
            back={() => {
              setRefusal(undefined);
              setStage({ kind: 'choosing' });
            }}
          />
        ) : (
          <Imported realm={realm} choice={stage.choice} close={close} />
        )}
      </Stack>
    </Modal>
  );
}

function Imported({ realm, choice, close }: { readonly realm: string; readonly choice: ImportChoice; readonly close: () => void }) {
  const { journeys, as } = choice;
  const [only = ''] = journeys;
  const key =
    as === 'draft' ? (journeys.length === 1 ? 'doneDraftOne' : 'doneDraft') : journeys.length === 1 ? 'donePublishedOne' : 'donePublished';
  return (
    <>
      <Alert color="green" role="status" icon={<IconCircleCheck aria-hidden />}>
        {t(key, { count: journeys.length, name: only })}
      </Alert>
      <Group justify="flex-end">
        <Button variant="default" onClick={close} data-autofocus>
          {t('close')}
        </Button>
        {journeys.length === 1 ? (
          <Button component={Link} to={paths.journey(realm, only)} onClick={close}>
            {t('open', { name: only })}
          </Button>
        ) : null}
      </Group>
    </>
  );
}
