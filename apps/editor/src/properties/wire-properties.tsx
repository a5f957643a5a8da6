import { Button, Select } from '@mantine/core';
import { START_ID } from '@waygate/schema';
import { nameOf } from '../canvas/name-of.ts';
import { connect, disconnect, moveSource } from '../document/connect.ts';
import type { OutcomeSource } from '../document/outcome-source.ts';
import { own } from '../document/own.ts';
import { useDocument, useEditor, useEditorStore } from '../editor/use-editor.ts';
import { wireId } from '../editor/wire-id.ts';
import { focusPanel } from './focus-panel.ts';
import { JumpLink } from './jump-link.tsx';
import { t } from './messages.ts';
import classes from './properties.module.css';
import { TargetSelect } from './target-select.tsx';

/** One wire: where it begins and where it leads. */
export function WireProperties({ source, target }: { readonly source: OutcomeSource; readonly target: string }) {
  const store = useEditorStore();
  const document = useDocument();
  const book = useEditor((state) => state.outcomes);
  useEditor((state) => state.outcomesRevision);
  const readOnly = useEditor((state) => state.readOnly);
  const { nodeId, outcome } = source;
  const node = own(document.nodes, nodeId);
  const outcomes = book.outcomesOf(document, nodeId);
  const isLost = node !== undefined && outcomes !== undefined && !outcomes.some(({ id }) => id === outcome);
  const free = (outcomes ?? []).filter(({ id }) => id === outcome || own(node?.connections ?? {}, id) === undefined);
  const shown = free.some(({ id }) => id === outcome) ? free : [...free, { id: outcome, displayName: outcome }];
  const from = nameOf(document, nodeId);
  const outcomeName = shown.find(({ id }) => id === outcome)?.displayName ?? outcome;
  return (
    <>
      <h2>{t('wire')}</h2>
      <dl className={classes.facts}>
        <dt>{t('wireFrom')}</dt>
        <dd>
          <JumpLink id={nodeId} />
        </dd>
        <dt>{t('wireTo')}</dt>
        <dd>
          <JumpLink id={target} />
        </dd>
      </dl>
      {isLost ? <p className={classes.error}>{t('wireLost', { outcome })}</p> : null}
      {nodeId === START_ID ? null : (
        <Select
          size="xs"
          label={t('wireOutcome')}
          data={shown.map(({ id, displayName }) => ({ value: id, label: displayName }))}
          value={outcome}
          allowDeselect={false}
          disabled={readOnly}
          onChange={(next) => {
            if (next === null || next === outcome) return;
            const to = { nodeId, outcome: next };
            const label = t('attached', { from: outcomeName, to: shown.find(({ id }) => id === next)?.displayName ?? next });
            const { change, select } = store.getState();
            change(label, (before) => moveSource(before, source, to));
            select([], [wireId(to)]);
          }}
        />
      )}
      <TargetSelect
        label={t('wireTo')}
        value={target}
        isRequired
        onChange={(next) => {
          if (next !== undefined)
            store.getState().change(t('connected', { from, to: nameOf(document, next) }), (before) => connect(before, source, next));
        }}
      />
      <div>
        <Button
          size="xs"
          variant="default"
          disabled={readOnly}
          onClick={({ currentTarget }) => {
            focusPanel(currentTarget);
            const { change, select } = store.getState();
            change(t('disconnected', { outcome: outcomeName, from }), (before) => disconnect(before, source));
            select([]);
          }}
        >
          {t('removeWire')}
        </Button>
      </div>
    </>
  );
}
