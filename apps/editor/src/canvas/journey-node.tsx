import { Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconGripVertical, IconPlus, IconXboxX } from '@tabler/icons-react';
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import type { ChildOnPage } from '../document/page-children.ts';
import type { DrawnOutcome } from '../editor/drawn-outcomes.ts';
import { useEditor, useEditorStore } from '../editor/use-editor.ts';
import { writeNodeDrag } from '../palette/node-drag.ts';
import { NodeIcon } from '../palette/node-icon.tsx';
import classes from './canvas.module.css';
import type { JourneyFlowNode, Mark } from './flow-model.ts';
import { t } from './messages.ts';
import { useCanvasUiStore } from './use-canvas-ui.ts';

/** What a comparison says of a node, in words beside the colour. */
const MARKS = { added: 'markAdded', removed: 'markRemoved', changed: 'markChanged' } as const;

const markClass = (mark: Mark | undefined) => (mark === undefined ? '' : (classes[mark] ?? ''));

/** A node of a journey; a page shows what stands on it. */
export const JourneyNodeView = memo(function JourneyNodeView({ id, data, selected }: NodeProps<JourneyFlowNode>) {
  const { node, typeName, icon, outcomes, children, errors, warnings, lit, current, mark } = data;
  const name = node.displayName === '' ? (typeName ?? node.type) : node.displayName;
  const states = [selected ? classes.selected : '', lit === undefined ? '' : classes.lit, current ? classes.current : ''];
  const subtitle = node.type === 'InnerTreeEvaluatorNode' && typeof node.config['tree'] === 'string' ? node.config['tree'] : '';
  return (
    <div
      className={[classes.node, ...states, markClass(mark)].join(' ')}
      data-journey-node={id}
      data-name={name}
      data-errors={errors > 0 ? '' : undefined}
    >
      <Handle
        type="target"
        id="in"
        position={Position.Left}
        className={`${classes.target} ${classes.nodeTarget}`}
        isConnectableStart={false}
      />
      <div className={classes.header}>
        <NodeIcon name={icon} />
        <div className={classes.titles}>
          <div className={classes.title} dir="auto">
            {name}
          </div>
          <div className={classes.type}>
            {typeName === undefined
              ? t('unknownType', { type: node.type })
              : subtitle !== ''
                ? t('runs', { name: subtitle })
                : typeName === name
                  ? ''
                  : typeName}
          </div>
        </div>
        {errors > 0 ? (
          <span className={classes.errors} role="img" aria-label={t(errors === 1 ? 'oneError' : 'errors', { count: errors })}>
            <IconXboxX size={16} aria-hidden />
            {errors}
          </span>
        ) : null}
        {warnings > 0 ? (
          <span className={classes.warnings} role="img" aria-label={t(warnings === 1 ? 'oneWarning' : 'warnings', { count: warnings })}>
            <IconAlertTriangle size={16} aria-hidden />
            {warnings}
          </span>
        ) : null}
      </div>
      {lit === undefined ? null : <div className={classes.litText}>{lit}</div>}
      {mark === undefined ? null : <div className={classes.markText}>{t(MARKS[mark])}</div>}
      {children === undefined ? null : (
        <PageList pageId={id} items={children} selectedChild={data.selectedChild} lit={data.litChildren} marks={data.childMarks} />
      )}
      <ul className={classes.outcomes}>
        {outcomes.map((outcome) => (
          <OutcomeRow key={outcome.id} outcome={outcome} />
        ))}
      </ul>
    </div>
  );
});

function OutcomeRow({ outcome }: { readonly outcome: DrawnOutcome }) {
  return (
    <li className={outcome.lost ? classes.lostOutcome : classes.outcome}>
      <span className={classes.outcomeName} title={outcome.displayName} dir="auto">
        {outcome.lost ? t('lostOutcome', { outcome: outcome.displayName }) : outcome.displayName}
      </span>
      <Handle
        type="source"
        id={outcome.id}
        position={Position.Right}
        className={outcome.connected ? classes.source : classes.openSource}
        data-outcome={outcome.id}
      />
    </li>
  );
}

function PageList({
  pageId,
  items,
  selectedChild,
  lit,
  marks,
}: {
  readonly pageId: string;
  readonly items: readonly ChildOnPage[];
  readonly selectedChild: string | undefined;
  readonly lit: ReadonlyMap<string, string>;
  readonly marks: ReadonlyMap<string, Mark>;
}) {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const catalogue = useEditor((state) => state.catalogue);
  const readOnly = useEditor((state) => state.readOnly);
  return (
    <ol className={classes.page} data-page={pageId}>
      {items.map(({ id, child }) => (
        <li key={id}>
          <Tooltip label={catalogue.get(child.type)?.displayName ?? t('unknownType', { type: child.type })} openDelay={600}>
            {readOnly ? (
              <span className={`${classes.child} ${markClass(marks.get(id))}`} data-child={id}>
                <ChildFace child={child} icon={catalogue.get(child.type)?.icon} result={lit.get(id)} mark={marks.get(id)} />
              </span>
            ) : (
              <button
                type="button"
                className={`nodrag ${classes.child} ${selectedChild === id ? classes.selectedChild : ''}`}
                data-child={id}
                aria-pressed={selectedChild === id}
                draggable
                onDragStart={({ dataTransfer }) => writeNodeDrag(dataTransfer, { kind: 'child', id })}
                onClick={(event) => {
                  event.stopPropagation();
                  store.getState().select([id]);
                }}
              >
                <IconGripVertical size={14} aria-hidden />
                <ChildFace child={child} icon={catalogue.get(child.type)?.icon} result={lit.get(id)} mark={marks.get(id)} />
              </button>
            )}
          </Tooltip>
        </li>
      ))}
      {readOnly ? null : (
        <li>
          <button
            type="button"
            className={`nodrag ${classes.addChild}`}
            onClick={(event) => {
              event.stopPropagation();
              const { left, bottom } = event.currentTarget.getBoundingClientRect();
              ui.setState({ quickAdd: { screen: { x: left, y: bottom }, place: { kind: 'page', pageId, index: items.length } } });
            }}
          >
            <IconPlus size={14} aria-hidden />
            {t(items.length === 0 ? 'emptyPage' : 'addChild')}
          </button>
        </li>
      )}
    </ol>
  );
}

function ChildFace({
  child,
  icon,
  result,
  mark,
}: {
  readonly child: ChildOnPage['child'];
  readonly icon: string | undefined;
  /** What came of it in a sign-on that is shown. */
  readonly result: string | undefined;
  readonly mark: Mark | undefined;
}) {
  return (
    <>
      <NodeIcon name={icon} size={16} />
      <span dir="auto">{child.displayName === '' ? child.type : child.displayName}</span>
      {mark === undefined ? null : <span className={classes.childMark}>{t(MARKS[mark])}</span>}
      {result === undefined ? null : <span className={classes.childResult}>{result}</span>}
    </>
  );
}
