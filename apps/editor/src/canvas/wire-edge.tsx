import { ActionIcon } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { BaseEdge, type EdgeProps, EdgeToolbar, useReactFlow, useStore } from '@xyflow/react';
import { memo } from 'react';
import { disconnect } from '../document/connect.ts';
import { useEditorStore } from '../editor/use-editor.ts';
import { readWireId } from '../editor/wire-id.ts';
import { TARGET_Y } from '../layout/node-size.ts';
import classes from './canvas.module.css';
import type { WireEdge } from './flow-model.ts';
import { HeldWire } from './held-wire.tsx';
import { t } from './messages.ts';
import { nameOf } from './name-of.ts';
import { outcomeName } from './outcome-name.ts';
import { useCanvasUiStore } from './use-canvas-ui.ts';
import { useIsHeld } from './use-is-held.ts';
import { wirePath } from './wire-path.ts';

/** A wire; one that is selected offers what can be done with it. */
export const WireEdgeView = memo(function WireEdgeView(props: EdgeProps<WireEdge>) {
  const { id, source, target, data, markerEnd, selected } = props;
  const { held } = useCanvasUiStore().getState();
  const isSourceHeld = useIsHeld(source);
  const isTargetHeld = useIsHeld(target);
  const { sourceX, sourceY, targetX, targetY } = props;
  const ends = {
    from: { x: sourceX, y: sourceY },
    to: { x: targetX, y: targetY },
    aboveFrom: data?.aboveFrom ?? 0,
    belowFrom: data?.belowFrom ?? 0,
    aboveTo: TARGET_Y,
    belowTo: data?.belowTo ?? 0,
    lane: data?.lane ?? 0,
  };
  if ((isSourceHeld || isTargetHeld) && held.sheet !== null)
    return <HeldWire {...{ source, target, ends, markerEnd }} className={data?.className} sheet={held.sheet} />;
  const { path, middle } = wirePath(ends);
  const marker = markerEnd === undefined ? {} : { markerEnd };
  return (
    <>
      <BaseEdge path={path} {...marker} interactionWidth={18} />
      {selected === true ? (
        <WireTools id={id} x={middle.x} y={middle.y} top={Math.min(sourceY, targetY)} width={targetX - sourceX} />
      ) : null}
    </>
  );
});

/** @param top upper end of the wire, @param width from one end to the other: what is too short for buttons beside its ends has them above */
function WireTools({
  id,
  x,
  y,
  top,
  width,
}: {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly top: number;
  readonly width: number;
}) {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const flow = useReactFlow();
  const zoom = useStore((state) => state.transform[2]);
  const isShort = Math.abs(width) * zoom < 170;
  const wire = readWireId(id);
  const { selectedWires, readOnly } = store.getState();
  if (wire === undefined || readOnly || selectedWires.size > 1) return null;
  return (
    <EdgeToolbar edgeId={id} x={x} y={(isShort ? Math.min(top, y) : y) - 14} alignY="bottom" isVisible className={classes.wireTools}>
      <ActionIcon
        variant="default"
        size="md"
        aria-label={t('insertHere')}
        title={t('insertHere')}
        onClick={() =>
          ui.setState({ quickAdd: { screen: flow.flowToScreenPosition({ x, y }), place: { kind: 'wire', at: { x, y }, wire } } })
        }
      >
        <IconPlus size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size="md"
        aria-label={t('removeWire')}
        title={t('removeWire')}
        onClick={() => {
          const { present } = store.getState().history;
          const label = t('disconnected', {
            outcome: outcomeName(present, store.getState().outcomes, wire),
            from: nameOf(present, wire.nodeId),
          });
          store.getState().change(label, (document) => disconnect(document, wire));
          store.getState().select([]);
          ui.getState().say(label);
        }}
      >
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </EdgeToolbar>
  );
}
