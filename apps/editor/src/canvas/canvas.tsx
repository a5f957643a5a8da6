import { VisuallyHidden } from '@mantine/core';
import { FAILURE_ID, START_ID, SUCCESS_ID } from '@waygate/schema';
import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  type Connection,
  Controls,
  type Edge,
  type EdgeChange,
  type FinalConnectionState,
  MiniMap,
  type NodeChange,
  type OnConnectEnd,
  ReactFlow,
  SelectionMode,
  useReactFlow,
} from '@xyflow/react';
import { type DragEvent, type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { placeOnWire } from '../document/add-node.ts';
import { connect, moveSource } from '../document/connect.ts';
import { moveOffPage, moveOntoPage, moveWithinPages } from '../document/edit-page.ts';
import { moveNodes } from '../document/move-nodes.ts';
import { notesOf, putNote } from '../document/notes.ts';
import { own } from '../document/own.ts';
import { childIds, pageOf } from '../document/page-children.ts';
import type { Point } from '../document/point.ts';
import { useEditor, useEditorStore } from '../editor/use-editor.ts';
import { readWireId } from '../editor/wire-id.ts';
import { isNodeDrag, readNodeDrag } from '../palette/node-drag.ts';
import classes from './canvas.module.css';
import { CanvasDialogs } from './canvas-dialogs.tsx';
import { dropPlaceAt } from './drop-place.ts';
import { EndNodeView } from './end-node.tsx';
import { FlowModel, type FlowNode } from './flow-model.ts';
import { JourneyNodeView } from './journey-node.tsx';
import { t } from './messages.ts';
import { nameOf } from './name-of.ts';
import { NoteNodeView } from './note-node.tsx';
import { useAddNode } from './use-add-node.ts';
import { useCanvasUi, useCanvasUiStore } from './use-canvas-ui.ts';

const NODE_TYPES = { journey: JourneyNodeView, end: EndNodeView, note: NoteNodeView };
/** From this many nodes on, only what is in view is drawn. */
const MANY_NODES = 150;

/** The canvas: the journey as nodes and wires. What is drawn follows from the document; what is done becomes changes of it. */
export function Canvas() {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const flow = useReactFlow<FlowNode, Edge>();
  const addNode = useAddNode();
  const document = useEditor((state) => state.history.present);
  const catalogue = useEditor((state) => state.catalogue);
  const outcomes = useEditor((state) => state.outcomes);
  const outcomesRevision = useEditor((state) => state.outcomesRevision);
  const problems = useEditor((state) => state.problems);
  const selection = useEditor((state) => state.selection);
  const selectedWires = useEditor((state) => state.selectedWires);
  const lit = useEditor((state) => state.lit);
  const focus = useEditor((state) => state.focus);
  const readOnly = useEditor((state) => state.readOnly);
  const showsMinimap = useCanvasUi((state) => state.showsMinimap);
  const said = useCanvasUi((state) => state.said);
  const wrapper = useRef<HTMLDivElement>(null);
  const model = useRef(new FlowModel());
  const tabLeaves = useRef(false);
  const [dropWire, setDropWire] = useState<string>();

  const drawn = useMemo(() => {
    // What the book of outcomes says changes without the book being another.
    void outcomesRevision;
    const all = { document, catalogue, outcomes, problems, selection, selectedWires, lit };
    return { nodes: model.current.nodes(all), edges: model.current.edges(all) };
  }, [document, catalogue, outcomes, outcomesRevision, problems, selection, selectedWires, lit]);

  // React Flow measures nodes and moves them while they are dragged; that lives here until the gesture ends.
  const [nodes, setNodes] = useState<FlowNode[]>(drawn.nodes);
  useEffect(() => {
    setNodes((before) => {
      const known = new Map(before.map((node) => [node.id, node]));
      return drawn.nodes.map((node) => {
        const old = known.get(node.id);
        if (old === undefined) return node;
        const sameDrawing = old.data === node.data && old.selected === node.selected && old.position === node.position;
        return sameDrawing ? old : ({ ...node, ...(old.measured === undefined ? {} : { measured: old.measured }) } as FlowNode);
      });
    });
  }, [drawn.nodes]);
  const edges = useMemo(
    () =>
      dropWire === undefined ? drawn.edges : drawn.edges.map((edge) => (edge.id === dropWire ? { ...edge, className: 'dropping' } : edge)),
    [drawn.edges, dropWire],
  );

  useEffect(() => {
    if (focus === undefined) return;
    const shown = pageOf(store.getState().history.present, focus.id) ?? focus.id;
    void flow.fitView({ nodes: [{ id: shown }], maxZoom: 1.1, minZoom: 0.6, duration: reducedMotion() ? 0 : 250 });
  }, [focus, flow, store]);

  const onNodesChange = useCallback(
    (changes: NodeChange<FlowNode>[]) => {
      setNodes((before) => applyNodeChanges(changes, before));
      const { selection: selected, select, selectedWires: wires, change } = store.getState();
      const picks = changes.filter((one) => one.type === 'select');
      if (picks.length > 0) {
        const next = new Set(selected);
        for (const { id, selected: isSelected } of picks) {
          if (isSelected) next.add(id);
          else next.delete(id);
        }
        // Page children are selected beside their pages, which React Flow knows nothing of.
        if (picks.some((one) => one.selected))
          for (const id of next) if (pageOf(store.getState().history.present, id) !== undefined) next.delete(id);
        select(next, wires);
      }
      const places: Record<string, Point> = {};
      for (const one of changes) {
        if (one.type === 'position' && one.dragging !== true && one.position !== undefined) places[one.id] = one.position;
      }
      const ids = Object.keys(places);
      if (ids.length === 0) return;
      change(
        t('moved'),
        (before) => {
          const notes = notesOf(before).filter(({ id }) => Object.hasOwn(places, id));
          return notes.reduce((next, note) => putNote(next, { ...note, ...(own(places, note.id) ?? note) }), moveNodes(before, places));
        },
        `move:${ids.sort().join()}`,
      );
    },
    [store],
  );

  const onEdgesChange = useCallback(
    (changes: EdgeChange[]) => {
      const { selectedWires: wires, select, selection: selected } = store.getState();
      const next = new Set(wires);
      for (const one of changes) {
        if (one.type !== 'select') continue;
        if (one.selected) next.add(one.id);
        else next.delete(one.id);
      }
      if (changes.some(({ type }) => type === 'select')) select(selected, next);
    },
    [store],
  );

  const refusalOf = useCallback(({ source, target }: { source: string | null; target: string | null }): string | undefined => {
    if (target === START_ID) return t('notToStart');
    return source === SUCCESS_ID || source === FAILURE_ID ? t('notFromEnd') : undefined;
  }, []);

  const onConnect = useCallback(
    ({ source, sourceHandle, target }: Connection) => {
      if (sourceHandle === null || refusalOf({ source, target }) !== undefined) return;
      const { change, history } = store.getState();
      const label = t('connected', { from: nameOf(history.present, source), to: nameOf(history.present, target) });
      change(label, (before) => connect(before, { nodeId: source, outcome: sourceHandle }, target));
      ui.getState().say(label);
    },
    [store, ui, refusalOf],
  );

  const onConnectEnd = useCallback<OnConnectEnd>(
    (event, state: FinalConnectionState) => {
      if (state.isValid === true || state.fromHandle === null || state.fromNode === null) return;
      const { clientX, clientY } = 'changedTouches' in event ? (event.changedTouches[0] ?? { clientX: 0, clientY: 0 }) : event;
      const refused = refusalOf({ source: state.fromNode.id, target: state.toNode?.id ?? null });
      if (refused !== undefined) return ui.getState().say(refused);
      // A wire that is dropped anywhere on a node is meant for it, not only on its small handle.
      const under = window.document.elementFromPoint(clientX, clientY)?.closest('.react-flow__node')?.getAttribute('data-id');
      if (state.fromHandle.type !== 'source' || state.fromHandle.id === null || state.fromHandle.id === undefined) return;
      const source = { nodeId: state.fromNode.id, outcome: state.fromHandle.id };
      if (under === START_ID) return ui.getState().say(t('notToStart'));
      if (under !== null && under !== undefined)
        return onConnect({ source: source.nodeId, sourceHandle: source.outcome, target: under, targetHandle: 'in' });
      const at = flow.screenToFlowPosition({ x: clientX, y: clientY });
      ui.setState({ quickAdd: { screen: { x: clientX, y: clientY }, at, source } });
    },
    [flow, ui, onConnect, refusalOf],
  );

  const onReconnect = useCallback(
    (edge: Edge, { source, sourceHandle, target }: Connection) => {
      const from = readWireId(edge.id);
      if (from === undefined || sourceHandle === null) return;
      const to = { nodeId: source, outcome: sourceHandle };
      const { change, history } = store.getState();
      const moved = from.nodeId !== to.nodeId || from.outcome !== to.outcome;
      const label = moved
        ? t('reattached', { outcome: sourceHandle })
        : t('connected', { from: nameOf(history.present, source), to: nameOf(history.present, target) });
      change(label, (before) => connect(moved ? moveSource(before, from, to) : before, to, target));
    },
    [store],
  );

  const onNodeDrag = useCallback(
    (event: globalThis.MouseEvent | globalThis.TouchEvent, node: FlowNode, dragged: FlowNode[]) => {
      const point = pointOf(event);
      const place = dragged.length === 1 && node.type === 'journey' ? dropPlaceAt(point, node.id) : undefined;
      setDropWire(place?.kind === 'wire' && place.wire.nodeId !== node.id && edgeTarget(place.id) !== node.id ? place.id : undefined);

      function edgeTarget(id: string): string | undefined {
        return flow.getEdge(id)?.target;
      }
    },
    [flow],
  );

  const onNodeDragStop = useCallback(
    (event: globalThis.MouseEvent | globalThis.TouchEvent, node: FlowNode, dragged: FlowNode[]) => {
      setDropWire(undefined);
      const { change, endGesture, catalogue: types, outcomes: book, history } = store.getState();
      const gesture = `move:${dragged
        .map(({ id }) => id)
        .sort()
        .join()}`;
      const place = dragged.length === 1 && node.type === 'journey' ? dropPlaceAt(pointOf(event), node.id) : undefined;
      const name = nameOf(history.present, node.id);
      if (place?.kind === 'page' && node.type === 'journey') {
        const refused = pageRefusal(
          node.data.node.type,
          node.data.outcomes.length,
          place.index < childIds(history.present, place.pageId).length,
        );
        if (refused !== undefined) ui.getState().say(refused);
        else {
          change(t('ontoPage', { name }), (before) => moveOntoPage(before, node.id, place.pageId, place.index), gesture);
          store.getState().select([node.id]);
        }
      } else if (place?.kind === 'wire') {
        const first = book.outcomesOf(history.present, node.id)?.[0]?.id;
        const isOwn = place.wire.nodeId === node.id || flow.getEdge(place.id)?.target === node.id;
        if (!isOwn) change(t('onWire', { name }), (before) => placeOnWire(before, place.wire, node.id, first), gesture);
      }
      endGesture();

      function pageRefusal(type: string, outcomeCount: number, isBeforeOthers: boolean): string | undefined {
        if (types.get(type) !== undefined && types.get(type)?.kind !== 'plain') return t('notOnPage', { name });
        return outcomeCount > 1 && isBeforeOthers ? t('severalOutcomes', { name }) : undefined;
      }
    },
    [store, ui, flow],
  );

  const onDragOver = useCallback((event: DragEvent) => {
    if (!isNodeDrag(event.dataTransfer)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
    const place = dropPlaceAt({ x: event.clientX, y: event.clientY });
    setDropWire(place.kind === 'wire' ? place.id : undefined);
  }, []);

  const onDrop = useCallback(
    (event: DragEvent) => {
      setDropWire(undefined);
      const drag = readNodeDrag(event.dataTransfer);
      if (drag === undefined) return;
      event.preventDefault();
      const screen = { x: event.clientX, y: event.clientY };
      const place = dropPlaceAt(screen);
      const at = flow.screenToFlowPosition(screen);
      const { change, catalogue: types, select, history } = store.getState();
      if (drag.kind === 'type') {
        const type = types.get(drag.type);
        if (type === undefined) return;
        addNode(type, place.kind === 'canvas' ? { kind: 'canvas', at } : place.kind === 'wire' ? { ...place, at } : place);
        return;
      }
      const name = nameOf(history.present, drag.id);
      const from = pageOf(history.present, drag.id);
      if (place.kind === 'page') {
        const before = childIds(history.present, place.pageId).indexOf(drag.id);
        const index = from === place.pageId && before >= 0 && before < place.index ? place.index - 1 : place.index;
        change(t('reordered'), (document) => moveWithinPages(document, drag.id, place.pageId, index));
      } else {
        change(t('offPage', { name }), (document) => moveOffPage(document, drag.id, at));
      }
      select([drag.id]);
    },
    [store, flow, addNode],
  );

  const openQuickAdd = useCallback(
    (screen: Point) => ui.setState({ quickAdd: { screen, at: flow.screenToFlowPosition(screen) } }),
    [ui, flow],
  );

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== wrapper.current) return;
    // Tab adds a node where the pointer is; whoever came by keyboard, or has just put the dialog away, goes on with it.
    if (event.key === 'Tab' && !event.shiftKey && !tabLeaves.current && !readOnly) {
      event.preventDefault();
      const box = wrapper.current?.getBoundingClientRect();
      const pointer = ui.getState().pointer;
      tabLeaves.current = true;
      openQuickAdd(pointer ?? { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 });
    }
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a canvas of nodes has no element of its own.
    <div
      ref={wrapper}
      className={classes.wrapper}
      role="group"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: shortcuts work where the focus is.
      tabIndex={0}
      aria-label={t('canvasHelp', { nodes: Object.keys(document.nodes).length })}
      data-canvas
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        tabLeaves.current = false;
        if (!(event.target as HTMLElement).closest('.react-flow__node, .react-flow__edge, button, input, textarea'))
          wrapper.current?.focus();
      }}
      onFocus={(event) => {
        if (event.target === wrapper.current && wrapper.current?.matches(':focus-visible') === true) tabLeaves.current = true;
      }}
      onPointerMove={({ clientX, clientY }) => ui.setState({ pointer: { x: clientX, y: clientY } })}
      onPointerLeave={() => ui.setState({ pointer: undefined })}
      onDragOver={onDragOver}
      onDrop={onDrop}
      onDoubleClick={(event) => {
        if ((event.target as HTMLElement).classList.contains('react-flow__pane') && !readOnly)
          openQuickAdd({ x: event.clientX, y: event.clientY });
      }}
      onContextMenu={(event) => {
        if ((event.target as HTMLElement).closest('textarea, input') !== null) return;
        event.preventDefault();
        const screen = { x: event.clientX, y: event.clientY };
        ui.setState({ menu: { screen, at: flow.screenToFlowPosition(screen) } });
      }}
    >
      <ReactFlow<FlowNode, Edge>
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onConnect={onConnect}
        onConnectEnd={onConnectEnd}
        onReconnect={onReconnect}
        isValidConnection={(connection) => refusalOf(connection) === undefined}
        onNodeDrag={onNodeDrag}
        onNodeDragStop={onNodeDragStop}
        onSelectionDragStop={() => store.getState().endGesture()}
        nodesDraggable={!readOnly}
        nodesConnectable={!readOnly}
        edgesReconnectable={!readOnly}
        deleteKeyCode={null}
        selectionMode={SelectionMode.Partial}
        multiSelectionKeyCode={['Meta', 'Control', 'Shift']}
        zoomOnDoubleClick={false}
        onlyRenderVisibleElements={nodes.length > MANY_NODES}
        elevateNodesOnSelect={false}
        minZoom={0.05}
        maxZoom={2}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.15 }}
        proOptions={{ hideAttribution: false }}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
        <Controls showInteractive={false} />
        {showsMinimap ? <MiniMap pannable zoomable ariaLabel={t('minimap')} /> : null}
      </ReactFlow>
      <VisuallyHidden aria-live="polite" role="status">
        <span key={said.times}>{said.text}</span>
      </VisuallyHidden>
      <CanvasDialogs giveBackFocus={() => wrapper.current?.focus()} />
    </div>
  );
}

function pointOf(event: globalThis.MouseEvent | globalThis.TouchEvent): Point {
  const touch = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: touch?.clientX ?? 0, y: touch?.clientY ?? 0 };
}

function reducedMotion(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
