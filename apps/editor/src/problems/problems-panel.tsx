import { Alert, Button, CloseButton, Group, Loader, SegmentedControl, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconSearch, IconXboxX } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { nameOf } from '../canvas/name-of.ts';
import { nodeOf } from '../document/edit-node.ts';
import { useDocument, useEditor, useEditorStore } from '../editor/use-editor.ts';
import { t } from './messages.ts';
import { groupProblems, type ListedProblem, type SeverityFilter } from './problem-groups.ts';
import { fieldName, problemText } from './problem-text.ts';
import classes from './problems.module.css';

/** What the server says of the journey as it stands: everything that its author should mend, each leading to its place. */
export function ProblemsPanel() {
  const document = useDocument();
  const catalogue = useEditor((state) => state.catalogue);
  const problems = useEditor((state) => state.problems);
  const check = useEditor((state) => state.check);
  const [filter, setFilter] = useState('');
  const [severity, setSeverity] = useState<SeverityFilter>('all');
  const listed = useMemo(() => {
    const times = new Map<string, number>();
    return problems.map((problem): ListedProblem => {
      const same = JSON.stringify([problem.code, problem.nodeId, problem.outcome, problem.path]);
      const time = (times.get(same) ?? 0) + 1;
      times.set(same, time);
      const node = problem.nodeId === undefined ? undefined : nodeOf(document, problem.nodeId);
      return {
        key: `${same}${time}`,
        problem,
        place: problem.nodeId === undefined ? undefined : nameOf(document, problem.nodeId),
        text: problemText(problem, node === undefined ? undefined : catalogue.get(node.type)),
      };
    });
  }, [problems, document, catalogue]);
  const { errors, warnings } = groupProblems(listed, filter, severity);
  const errorCount = problems.filter((problem) => problem.severity === 'error').length;
  const counted =
    check === 'waiting' ? t('checking') : problems.length === 0 ? t('solved') : countText(errorCount, problems.length - errorCount);
  return (
    <section className={classes.panel} aria-label={t('title')}>
      <VisuallyHidden role="status">{counted}</VisuallyHidden>
      {check === 'failed' ? <Alert color="orange">{t('failed')}</Alert> : null}
      {check === 'waiting' ? (
        <Group gap="xs">
          <Loader size="sm" aria-hidden />
          <Text size="sm">{t('checking')}</Text>
        </Group>
      ) : problems.length === 0 ? (
        check === 'failed' ? null : (
          <div className={classes.none}>
            <IconCircleCheck size={28} aria-hidden />
            <Text>{t('none')}</Text>
          </div>
        )
      ) : (
        <>
          <TextInput
            type="search"
            data-panel-focus
            aria-label={t('filter')}
            placeholder={t('filter')}
            value={filter}
            onChange={({ currentTarget }) => setFilter(currentTarget.value)}
            leftSection={<IconSearch size={16} aria-hidden />}
            rightSection={filter === '' ? null : <CloseButton size="sm" onClick={() => setFilter('')} aria-label={t('filter')} />}
          />
          <SegmentedControl
            transitionDuration={0}
            fullWidth
            size="xs"
            aria-label={t('severity')}
            value={severity}
            onChange={(next) => setSeverity(next as SeverityFilter)}
            data={[
              { value: 'all', label: t('all') },
              { value: 'error', label: t('errorCount', { count: errorCount }) },
              { value: 'warning', label: t('warningCount', { count: problems.length - errorCount }) },
            ]}
          />
          {errors.length + warnings.length === 0 ? <Text size="sm">{t('noneFound')}</Text> : null}
          <ProblemGroup title={t('errors')} hint={t('errorHint')} items={errors} />
          <ProblemGroup title={t('warnings')} hint={t('warningHint')} items={warnings} />
          <Text size="xs" c="dimmed">
            {t('keys')}
          </Text>
        </>
      )}
    </section>
  );
}

function countText(errors: number, warnings: number): string {
  const said = [
    errors === 0 ? '' : errors === 1 ? t('oneError') : t('countedErrors', { count: errors }),
    warnings === 0 ? '' : warnings === 1 ? t('oneWarning') : t('countedWarnings', { count: warnings }),
  ];
  return said.filter(Boolean).join(', ');
}

function ProblemGroup({ title, hint, items }: { readonly title: string; readonly hint: string; readonly items: readonly ListedProblem[] }) {
  if (items.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className={classes.heading}>{title}</h2>
      <Text size="xs" c="dimmed" mb={6}>
        {hint}
      </Text>
      <ul className={classes.list}>
        {items.map((item) => (
          <ProblemItem key={item.key} item={item} />
        ))}
      </ul>
    </section>
  );
}

function ProblemItem({ item: { problem, place, text } }: { readonly item: ListedProblem }) {
  const store = useEditorStore();
  const type = useEditor(({ catalogue, history }) => {
    const node = problem.nodeId === undefined ? undefined : nodeOf(history.present, problem.nodeId);
    return node === undefined ? undefined : catalogue.get(node.type);
  });
  const selected = useEditor(({ selection }) => problem.nodeId !== undefined && selection.has(problem.nodeId));
  const jump = () => {
    const { jumpTo, goToPanel } = store.getState();
    if (problem.nodeId === undefined) goToPanel('options', { path: problem.path });
    else jumpTo(problem.nodeId);
  };
  const mend = () => {
    const { nodeId, path, outcome } = problem;
    if (nodeId !== undefined) store.getState().goToProperty(nodeId, { path, outcome });
  };
  const Icon = problem.severity === 'error' ? IconXboxX : IconAlertTriangle;
  return (
    <li className={classes.row}>
      <button type="button" className={classes.item} onClick={jump} aria-current={selected} data-severity={problem.severity}>
        <Icon size={18} aria-hidden />
        <span className={classes.texts}>
          <span className={classes.place}>{place ?? t('journey')}</span>
          <span>{text}</span>
          {problem.path === undefined || problem.path === '' ? null : (
            <span className={classes.field}>{t('field', { field: fieldName(problem.path, type) })}</span>
          )}
        </span>
      </button>
      {selected ? (
        <Button size="compact-xs" variant="subtle" onClick={mend}>
          {t('toProperties')}
        </Button>
      ) : null}
    </li>
  );
}
