import { type Connection, type Edge, type FinalConnectionState, type OnConnectEnd, useReactFlow } from '@xyflow/react';
import { useCallback } from 'react';
import { connect, moveSource } from '../document/connect.ts';
import { isTarget } from '../document/is-target.ts';
import type { OutcomeSource } from '../document/outcome-source.ts';
import { useEditorStore } from '../editor/use-editor.ts';
import { readWireId } from '../editor/wire-id.ts';
import { TARGET_Y } from '../layout/node-size.ts';
import { connectionRefusal, isLost } from './connection-refusal.ts';
import { t } from './messages.ts';
import { nameOf } from './name-of.ts';
import { outcomeName } from './outcome-name.ts';
import { useCanvasUiStore } from './use-canvas-ui.ts';

/** Leading wires with the mouse: from an outcome to a node, from one place to another, or into the open, where a node to come is asked for. */
export function useConnecting() {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const flow = useReactFlow();

  const lead = useCallback(
    (source: OutcomeSource, target: string) => {
      const state = store.getState();
      const refused = connectionRefusal(state, source, target);
      if (refused !== undefined) return ui.getState().refuse(refused);
      const label = t('connected', { from: nameOf(state.history.present, source.nodeId), to: nameOf(state.history.present, target) });
      state.change(label, (before) => connect(before, source, target));
      ui.getState().say(label);
    },
    [store, ui],
  );

  const reattach = useCallback(
    (from: OutcomeSource, to: OutcomeSource) => {
      const state = store.getState();
      const { present } = state.history;
      if (isLost(state, to)) return ui.getState().refuse(t('notFromLost', { name: nameOf(present, to.nodeId) }));
      const label = t('reattached', { outcome: outcomeName(present, state.outcomes, to) });
      state.change(label, (before) => moveSource(before, from, to));
      ui.getState().say(label);
    },
    [store, ui],
  );

  const isValidConnection = useCallback(
    ({ source, sourceHandle, target }: Connection | Edge) => {
      // A wire that is moved by its start is judged by where it starts now.
      return (
        typeof sourceHandle === 'string' &&
        connectionRefusal(store.getState(), { nodeId: source, outcome: sourceHandle }, target) === undefined
      );
    },
    [store],
  );

  const onConnect = useCallback(
    ({ source, sourceHandle, target }: Connection) => {
      if (sourceHandle !== null) lead({ nodeId: source, outcome: sourceHandle }, target);
    },
    [lead],
  );

  const onConnectEnd = useCallback<OnConnectEnd>(
    (event, { isValid, fromHandle, toHandle }: FinalConnectionState) => {
      if (isValid === true || fromHandle?.type !== 'source' || fromHandle.id === null || fromHandle.id === undefined) return;
      const source = { nodeId: fromHandle.nodeId, outcome: fromHandle.id };
      const state = store.getState();
      if (toHandle?.type === 'source' && toHandle.id !== null && toHandle.id !== undefined && isLost(state, source)) {
        const to = { nodeId: toHandle.nodeId, outcome: toHandle.id };
        if (to.nodeId !== source.nodeId || to.outcome !== source.outcome) reattach(source, to);
        return;
      }
      const { clientX: x, clientY: y } = 'changedTouches' in event ? (event.changedTouches[0] ?? { clientX: 0, clientY: 0 }) : event;
      const element = window.document.elementFromPoint(x, y);
      const under = element?.closest('.react-flow__node-journey, .react-flow__node-end')?.getAttribute('data-id');
      // A wire that is dropped anywhere on a node is meant for it, not only on its small handle.
      if (under !== null && under !== undefined) {
        // Let go where it began: nothing was meant.
        if (under === source.nodeId && element?.closest('.react-flow__handle') !== null) return;
        return lead(source, under);
      }
      if (element?.closest('[data-canvas]') === null) return;
      const refused = connectionRefusal(state, source, state.history.present.entryNodeId);
      if (refused !== undefined) return ui.getState().refuse(refused);
      const at = flow.screenToFlowPosition({ x, y });
      ui.setState({ quickAdd: { screen: { x, y }, place: { kind: 'canvas', at: { x: at.x, y: at.y - TARGET_Y }, source } } });
    },
    [store, ui, flow, lead, reattach],
  );

  const onReconnect = useCallback(
    (edge: Edge, { source, sourceHandle, target }: Connection) => {
      const from = readWireId(edge.id);
      if (from === undefined || sourceHandle === null) return;
      const to = { nodeId: source, outcome: sourceHandle };
      if (from.nodeId === to.nodeId && from.outcome === to.outcome) {
        if (isTarget(store.getState().history.present, target)) lead(to, target);
      } else reattach(from, to);
    },
    [store, lead, reattach],
  );

  return { isValidConnection, onConnect, onConnectEnd, onReconnect };
}
