import { FAILURE_ID, START_ID, SUCCESS_ID } from '@waygate/schema';
import {
  Background,
  BackgroundVariant,
  Controls,
  MiniMap,
  type NodeChange,
  ReactFlow,
  SelectionMode,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { type MouseEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { pageOf } from '../document/page-children.ts';
import { useEditor, useEditorStore } from '../editor/use-editor.ts';
import { ARIA_LABELS } from './aria-labels.ts';
import classes from './canvas.module.css';
import { CanvasDialogs } from './canvas-dialogs.tsx';
import { EmptyCanvas } from './empty-canvas.tsx';
import { FlowModel, type FlowNode, type WireEdge } from './flow-model.ts';
import { EDGE_TYPES, NODE_TYPES } from './flow-types.ts';
import { HeldWires } from './held-wires.tsx';
import { isSeenFromAfar } from './is-seen-from-afar.ts';
import { t } from './messages.ts';
import { openQuickAdd } from './open-quick-add.ts';
import { SaidAloud } from './said-aloud.tsx';
import { useCanvasUi, useCanvasUiStore } from './use-canvas-ui.ts';
import { useConnecting } from './use-connecting.ts';
import { useFollowLit } from './use-follow-lit.ts';
import { useKeepInView } from './use-keep-in-view.ts';
import { useLiveMoves } from './use-live-moves.ts';
import { useNodeDrops } from './use-node-drops.ts';
import { useNodeMoves } from './use-node-moves.ts';

/** From this many nodes on, only what is in view is drawn. */
const MANY_NODES = 150;
/** Nodes stand on a grid, in units of the canvas: what is nearly in line is in line. */
const GRID: [number, number] = [10, 10];
const FIT = { maxZoom: 1, padding: 0.15 } as const;
const SELECTION_KEYS = ['Meta', 'Control', 'Shift'];

/** The canvas: the journey as nodes and wires. What is drawn follows from the document; what is done becomes changes of it. */
export function Canvas() {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const flow = useReactFlow<FlowNode, WireEdge>();
  const nodeCount = useEditor((state) => Object.keys(state.history.present.nodes).length);
  const focus = useEditor((state) => state.focus);
  const readOnly = useEditor((state) => state.readOnly);
  const wrapper = useRef<HTMLDivElement>(null);
  const isFar = useStore(isSeenFromAfar);
  const { onDragOver, onDragLeave, onDrop } = useNodeDrops();

  useEffect(() => {
    if (focus === undefined) return;
    const shown = pageOf(store.getState().history.present, focus.id) ?? focus.id;
    void flow.fitView({ nodes: [{ id: shown }], maxZoom: 1.1, minZoom: 0.6, duration: reducedMotion() ? 0 : 250 });
  }, [focus, flow, store]);

  useFollowLit(useEditor((state) => state.lit?.current));

  const onContextMenu = (event: MouseEvent<HTMLDivElement>) => {
    const target = event.target as HTMLElement;
    if (target.closest('textarea, input') !== null) return;
    event.preventDefault();
    selectUnder(target);
    const screen = { x: event.clientX, y: event.clientY };
    ui.setState({ menu: { screen, at: flow.screenToFlowPosition(screen) } });
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a canvas of nodes has no element of its own.
    <div
      ref={wrapper}
      className={classes.wrapper}
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: shortcuts work where the focus is.
      tabIndex={0}
      aria-label={t('canvasHelp', { nodes: nodeCount })}
      data-canvas
      data-far={isFar ? '' : undefined}
      onPointerDown={(event) => {
        ui.getState().hush();
        ui.getState().hand.tabAdds = true;
        if (!(event.target as HTMLElement).closest('.react-flow__node, .react-flow__edge, button, input, textarea'))
          wrapper.current?.focus();
      }}
      onPointerMove={({ clientX: x, clientY: y }) => {
        ui.getState().hand.pointer = { x, y };
      }}
      onPointerLeave={() => {
        ui.getState().hand.pointer = undefined;
      }}
      onDragOver={onDragOver}
      onDragLeave={onDragLeave}
      onDrop={onDrop}
      onDoubleClick={(event) => {
        if ((event.target as HTMLElement).classList.contains('react-flow__pane') && !readOnly)
          openQuickAdd({ ui, flow, store }, { x: event.clientX, y: event.clientY });
      }}
      onContextMenu={onContextMenu}
    >
      <Flow />
      {nodeCount === 0 && !readOnly ? <EmptyCanvas /> : null}
      <SaidAloud />
      <CanvasDialogs giveBackFocus={() => wrapper.current?.focus()} />
    </div>
  );

  /** A menu is about what it was opened on. */
  function selectUnder(target: HTMLElement): void {
    const { selection, selectedWires, select } = store.getState();
    const child = target.closest('[data-child]')?.getAttribute('data-child');
    const node = child ?? target.closest('.react-flow__node')?.getAttribute('data-id');
    const wire = target.closest('.react-flow__edge')?.getAttribute('data-id');
    if (node !== null && node !== undefined) {
      if (!selection.has(node)) select([node]);
    } else if (wire !== null && wire !== undefined) {
      if (!selectedWires.has(wire)) select([], [wire]);
    } else if (target.classList.contains('react-flow__pane')) select([]);
  }
}

/** React Flow with what is drawn in it. It stands alone, so that a drag draws nothing else anew. */
function Flow() {
  const store = useEditorStore();
  const document = useEditor((state) => state.history.present);
  const catalogue = useEditor((state) => state.catalogue);
  const outcomes = useEditor((state) => state.outcomes);
  const outcomesRevision = useEditor((state) => state.outcomesRevision);
  const problems = useEditor((state) => state.problems);
  const selection = useEditor((state) => state.selection);
  const selectedWires = useEditor((state) => state.selectedWires);
  const lit = useEditor((state) => state.lit);
  const readOnly = useEditor((state) => state.readOnly);
  const showsMinimap = useCanvasUi((state) => state.showsMinimap);
  const [model] = useState(() => new FlowModel());
  const { onNodesChange: onChange, onEdgesChange, onNodeDrag, onNodeDragStop } = useNodeMoves();
  const { isValidConnection, onConnect, onConnectEnd, onReconnect } = useConnecting();

  const drawn = useMemo(() => {
    // What the book of outcomes says changes without the book being another.
    void outcomesRevision;
    const all = { document, catalogue, outcomes, problems, selection, selectedWires, lit };
    return { nodes: model.nodes(all), edges: model.edges(all) };
  }, [model, document, catalogue, outcomes, outcomesRevision, problems, selection, selectedWires, lit]);

  // React Flow measures nodes and moves them while they are dragged; that lives here until the gesture ends.
  const [nodes, setNodes] = useState<FlowNode[]>(drawn.nodes);
  useEffect(() => {
    setNodes((before) => {
      const known = new Map(before.map((node) => [node.id, node]));
      return drawn.nodes.map((node) => {
        const old = known.get(node.id);
        if (old === undefined) return node;
        const sameDrawing = old.data === node.data && old.selected === node.selected && old.position === node.position;
        return sameDrawing ? old : withMeasure(node, old);
      });
    });
  }, [drawn.nodes]);
  const applyChanges = useLiveMoves(setNodes);
  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      applyChanges(changes);
      onChange(changes);
    },
    [applyChanges, onChange],
  );
  useKeepInView(FIT);
  const endGesture = useCallback(() => store.getState().endGesture(), [store]);
  const deselect = useCallback(() => store.getState().select([]), [store]);
  // A click on one of many that are selected means that one.
  const onNodeClick = useCallback(
    (event: MouseEvent, { id }: FlowNode) => {
      const { selection, select } = store.getState();
      if (selection.size > 1 && !event.ctrlKey && !event.metaKey && !event.shiftKey) select([id]);
    },
    [store],
  );

  return (
    <ReactFlow<FlowNode, WireEdge>
      nodes={nodes}
      edges={drawn.edges}
      nodeTypes={NODE_TYPES}
      edgeTypes={EDGE_TYPES}
      ariaLabelConfig={ARIA_LABELS}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      onConnect={onConnect}
      onConnectEnd={onConnectEnd}
      onReconnect={onReconnect}
      isValidConnection={isValidConnection}
      onNodeDrag={onNodeDrag}
      onNodeDragStop={onNodeDragStop}
      onSelectionDragStop={endGesture}
      onPaneClick={deselect}
      onNodeClick={onNodeClick}
      nodesDraggable={!readOnly}
      nodesConnectable={!readOnly}
      edgesReconnectable={!readOnly}
      deleteKeyCode={null}
      selectionMode={SelectionMode.Partial}
      multiSelectionKeyCode={SELECTION_KEYS}
      panOnScroll
      zoomOnDoubleClick={false}
      snapToGrid
      snapGrid={GRID}
      connectionRadius={24}
      reconnectRadius={12}
      onlyRenderVisibleElements={nodes.length > MANY_NODES}
      minZoom={0.05}
      maxZoom={2}
      fitView
      fitViewOptions={FIT}
      proOptions={{ hideAttribution: false }}
    >
      <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
      <HeldWires />
      <Controls showInteractive={false} fitViewOptions={FIT} />
      {showsMinimap ? <MiniMap pannable zoomable nodeClassName={minimapClass} /> : null}
    </ReactFlow>
  );
}

/** What the hand holds stays there, whatever becomes of the journey meanwhile. */
function withMeasure(node: FlowNode, { measured, dragging, position }: FlowNode): FlowNode {
  return { ...node, ...(measured === undefined ? {} : { measured }), ...(dragging === true ? { dragging, position } : {}) };
}

function minimapClass({ id, type }: FlowNode): string {
  if (type === 'note') return 'note';
  return { [START_ID]: 'start', [SUCCESS_ID]: 'success', [FAILURE_ID]: 'failure' }[id] ?? 'node';
}

function reducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
