import { Alert, Button, Group, List, Radio, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type MergeConflict, mergeJourneys } from '@waygate/graph';
import type { JourneyDocument } from '@waygate/schema';
import { type FormEvent, useMemo, useState } from 'react';
import { admin } from '../app/admin.tsx';
import { nameOf } from '../canvas/name-of.ts';
import { nodeOf } from '../document/edit-node.ts';
import { fingerprint } from '../editor/fingerprint.ts';
import { useDocument, useEditor } from '../editor/use-editor.ts';
import { problemText } from '../problems/problem-text.ts';
import { changeLines } from './change-lines.ts';
import { ChangeList } from './change-list.tsx';
import { conflictTitle, conflictValue } from './conflict-text.ts';
import { t } from './messages.ts';
import classes from './versions.module.css';

type Choice = 'mine' | 'theirs';

/** Joins two journeys per node and field: says what comes from where, asks where both changed the same, and checks what comes of it. */
export function MergeForm({
  base,
  theirs,
  who,
  what,
  close,
  apply,
}: {
  readonly base: JourneyDocument;
  readonly theirs: JourneyDocument;
  /** Whose the other side is. */
  readonly who: string;
  /** A sentence about the other side. */
  readonly what: string;
  readonly close: () => void;
  readonly apply: (document: JourneyDocument) => void;
}) {
  const mine = useDocument();
  const catalogue = useEditor((state) => state.catalogue);
  const merge = useMemo(() => mergeJourneys(base, mine, theirs), [base, mine, theirs]);
  const [choices, setChoices] = useState<ReadonlyMap<MergeConflict, Choice>>(new Map());
  const result = useMemo(
    () => merge.resolve(new Set(merge.conflicts.filter((conflict) => choices.get(conflict) === 'theirs'))),
    [merge, choices],
  );
  const taken = useMemo(() => changeLines(mine, result.document, catalogue), [mine, result, catalogue]);
  const kept = useMemo(() => changeLines(theirs, result.document, catalogue), [theirs, result, catalogue]);
  const open = merge.conflicts.filter((conflict) => !choices.has(conflict)).length;
  const chooseAll = (choice: Choice) => setChoices(new Map(merge.conflicts.map((conflict) => [conflict, choice])));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (open > 0) return;
    apply(result.document);
    close();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">{what}</Text>
        {merge.conflicts.length === 0 ? <Text size="sm">{t('noConflicts')}</Text> : null}
        {merge.conflicts.length > 0 ? (
          <section aria-label={t('conflicts')}>
            <Group justify="space-between" mb="xs" gap="xs">
              <Title order={3} size="h6">
                {t('conflicts')}
              </Title>
              <Group gap="xs">
                <Button size="compact-xs" variant="default" onClick={() => chooseAll('mine')}>
                  {t('allMine')}
                </Button>
                <Button size="compact-xs" variant="default" onClick={() => chooseAll('theirs')}>
                  {t('allTheirs', { who })}
                </Button>
              </Group>
            </Group>
            <Stack gap="sm">
              {merge.conflicts.map((conflict) => (
                <Conflict
                  key={JSON.stringify(conflict.path)}
                  conflict={conflict}
                  who={who}
                  sides={[mine, theirs, base]}
                  choice={choices.get(conflict)}
                  choose={(choice) => setChoices(new Map(choices).set(conflict, choice))}
                />
              ))}
            </Stack>
          </section>
        ) : null}
        {result.dropped.length > 0 ? (
          <Alert color="orange" role="group" title={t('droppedTitle')}>
            <List size="sm">
              {result.dropped.map(({ nodeId, outcome, target }) => (
                <List.Item key={JSON.stringify([nodeId, outcome])}>
                  {t('dropped', {
                    name: nameOf(result.document, nodeId),
                    outcome,
                    target: nameOf([mine, theirs, base].find((one) => nodeOf(one, target) !== undefined) ?? mine, target),
                  })}
                </List.Item>
              ))}
            </List>
          </Alert>
        ) : null}
        <Side title={t('takenFrom', { who })} lines={taken} />
        <Side title={t('keptOfMine')} lines={kept} />
        <Checked document={result.document} />
        <Group justify="flex-end">
          <Text size="sm" role="status">
            {open === 0 ? '' : t(open === 1 ? 'oneChoiceOpen' : 'choicesOpen', { count: open })}
          </Text>
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" disabled={open > 0}>
            {t('mergeNow')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Conflict({
  conflict,
  who,
  sides,
  choice,
  choose,
}: {
  readonly conflict: MergeConflict;
  readonly who: string;
  readonly sides: readonly JourneyDocument[];
  readonly choice: Choice | undefined;
  readonly choose: (choice: Choice) => void;
}) {
  const catalogue = useEditor((state) => state.catalogue);
  const { mine, theirs, base } = conflict;
  const values = [
    ['mine', t('mine'), conflictValue(conflict, mine, theirs, sides)],
    ['theirs', who, conflictValue(conflict, theirs, mine, sides)],
  ] as const;
  return (
    <Radio.Group
      label={conflictTitle(conflict, sides, catalogue)}
      description={
        conflict.path.length > 2 || base === undefined ? t('was', { value: conflictValue(conflict, base, undefined, sides) }) : undefined
      }
      value={choice ?? null}
      onChange={(value) => choose(value === 'theirs' ? 'theirs' : 'mine')}
      className={classes.conflict}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }} mt="xs" spacing="xs">
        {values.map(([value, label, text]) => (
          <Radio.Card key={value} value={value} p="xs" className={classes.choice}>
            <Group wrap="nowrap" align="flex-start" gap="xs">
              <Radio.Indicator />
              <div className={classes.value}>
                <Text size="sm" fw={600}>
                  {label}
                </Text>
                <Text size="sm" className={classes.text}>
                  {text}
                </Text>
              </div>
            </Group>
          </Radio.Card>
        ))}
      </SimpleGrid>
    </Radio.Group>
  );
}

function Side({ title, lines }: { readonly title: string; readonly lines: ReturnType<typeof changeLines> }) {
  if (lines.length === 0) return null;
  return (
    <section aria-label={title}>
      <Title order={3} size="h6" mb={4}>
        {title}
      </Title>
      <ChangeList lines={lines} label={title} />
    </section>
  );
}

/** What the server says of the joined journey. Errors do not hinder joining: the draft can be mended. */
function Checked({ document }: { readonly document: JourneyDocument }) {
  const realm = useEditor((state) => state.realm);
  const name = useEditor((state) => state.name);
  const catalogue = useEditor((state) => state.catalogue);
  const check = useQuery({
    queryKey: ['check', realm, name, fingerprint(document)],
    queryFn: ({ signal }) => admin.check(realm, name, document, signal),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const errors = check.data?.problems.filter(({ severity }) => severity === 'error') ?? [];
  return (
    <div role="status">
      {check.isPending ? (
        <Text size="sm" c="dimmed">
          {t('checking')}
        </Text>
      ) : check.error !== null ? (
        <Text size="sm">{t('notChecked')}</Text>
      ) : errors.length === 0 ? (
        <Text size="sm">{t('checkedGood')}</Text>
      ) : (
        <Alert color="orange" role="group" title={t(errors.length === 1 ? 'oneCheckedError' : 'checkedErrors', { count: errors.length })}>
          <List size="sm">
            {errors.map((problem) => (
              <List.Item key={JSON.stringify(problem)}>
                {problemText(problem, catalogue.get(nodeOf(document, problem.nodeId ?? '')?.type ?? ''))}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </div>
  );
}
