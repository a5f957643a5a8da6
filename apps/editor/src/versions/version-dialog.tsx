import { Group, Modal, Select, Tabs } from '@mantine/core';
import type { JourneyVersionView } from '@waygate/schema';
import { useMemo, useState } from 'react';
import { Failure } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { DrawingComparison } from './drawing-comparison.tsx';
import { FieldComparison } from './field-comparison.tsx';
import { JsonComparison } from './json-comparison.tsx';
import { t } from './messages.ts';
import { readState, type ShownState, stateName, useStateDocument } from './shown-state.ts';
import classes from './versions.module.css';

/** What is looked at: one state, or two compared. */
export interface Shown {
  readonly before: ShownState | undefined;
  readonly after: ShownState;
}

/** Shows a state of the journey, alone or compared with another: drawn, field by field, and as text. */
export function VersionDialog({
  shown,
  versions,
  states,
  close,
}: {
  readonly shown: Shown | undefined;
  readonly versions: readonly JourneyVersionView[];
  /** Everything that can be looked at. */
  readonly states: readonly ShownState[];
  readonly close: () => void;
}) {
  const title = shown?.before === undefined ? t('view') : t('compare');
  return (
    <Modal opened={shown !== undefined} onClose={close} title={title} fullScreen closeButtonProps={{ 'aria-label': t('close') }}>
      {shown === undefined ? null : <Comparison first={shown} versions={versions} states={states} />}
    </Modal>
  );
}

function Comparison({
  first,
  versions,
  states,
}: {
  readonly first: Shown;
  readonly versions: readonly JourneyVersionView[];
  readonly states: readonly ShownState[];
}) {
  const [{ before, after }, setShown] = useState(first);
  const [tab, setTab] = useState<string | null>('drawing');
  const data = states.map((state) => ({ value: state, label: stateName(state) }));
  return (
    <div className={classes.comparison}>
      <Group mb="sm" align="flex-end">
        <Select
          label={t('shown')}
          data={data}
          value={after}
          allowDeselect={false}
          onChange={(value) => value !== null && setShown({ before, after: readState(value) })}
        />
        <Select
          label={t('comparedWith')}
          placeholder={t('withNothing')}
          data={data}
          value={before ?? null}
          clearable
          clearButtonProps={{ 'aria-label': t('compareWithNothing') }}
          onChange={(value) => setShown({ before: value === null ? undefined : readState(value), after })}
        />
      </Group>
      <Tabs value={tab} onChange={setTab} keepMounted={false} className={classes.tabs}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="drawing">{t('drawing')}</Tabs.Tab>
          {before === undefined ? null : <Tabs.Tab value="changes">{t('changesTab')}</Tabs.Tab>}
          <Tabs.Tab value="json">{t('json')}</Tabs.Tab>
        </Tabs.List>
        <Content before={before} after={after} versions={versions} />
      </Tabs>
    </div>
  );
}

function Content({ before, after, versions }: Shown & { readonly versions: readonly JourneyVersionView[] }) {
  const old = useStateDocument(before, versions);
  const now = useStateDocument(after, versions);
  const drawn = useMemo(
    () => ({
      before: before === undefined || old.document === undefined ? undefined : { document: old.document, name: stateName(before) },
      after: now.document === undefined ? undefined : { document: now.document, name: stateName(after) },
    }),
    [before, after, old.document, now.document],
  );
  const failed = old.error ?? now.error;
  if (failed !== null) {
    const retry = () => {
      old.retry();
      now.retry();
    };
    return <Failure error={failed} retry={retry} />;
  }
  if (drawn.after === undefined || (before !== undefined && drawn.before === undefined)) return <Loading />;
  return (
    <>
      <Tabs.Panel value="drawing" className={classes.panel}>
        <DrawingComparison before={drawn.before} after={drawn.after} />
      </Tabs.Panel>
      {drawn.before === undefined ? null : (
        <Tabs.Panel value="changes">
          <FieldComparison before={drawn.before.document} after={drawn.after.document} />
        </Tabs.Panel>
      )}
      <Tabs.Panel value="json">
        <JsonComparison before={drawn.before?.document} after={drawn.after.document} />
      </Tabs.Panel>
    </>
  );
}
