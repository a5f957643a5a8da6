import { applyNodeChanges, type NodeChange, type NodePositionChange, useReactFlow, useStoreApi } from '@xyflow/react';
import { type Dispatch, type SetStateAction, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import type { FlowNode } from './flow-model.ts';
import { t } from './messages.ts';
import { TakenNode } from './taken-node.ts';
import { useCanvasUiStore } from './use-canvas-ui.ts';

/** How long the hand rests before the whole drawing learns where the nodes are, and how often it learns it while the view moves, milliseconds. */
const REST_MS = 250;
/** So many nodes at most get a layer of their own while they are dragged: each takes memory. */
const LAYERS = 12;

/**
 * Takes changes of the drawing. While nodes are dragged they are moved on the page directly, and only the wires at them are drawn anew: React Flow would ask every
 * node and every wire with every move.
 * @param setNodes changes what React Flow draws
 */
export function useLiveMoves(setNodes: Dispatch<SetStateAction<FlowNode[]>>): (changes: NodeChange<FlowNode>[]) => void {
  const ui = useCanvasUiStore();
  const flow = useReactFlow<FlowNode>();
  const drawing = useStoreApi<FlowNode>();
  const [live] = useState(() => {
    const { held, say } = ui.getState();
    const taken = new Map<string, TakenNode>();
    let pending: readonly NodePositionChange[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    let learned = { at: 0, transform: drawing.getState().transform };

    const learn = (changes: NodeChange<FlowNode>[]) => {
      clearTimeout(timer);
      pending = [];
      const { transform, width, height } = drawing.getState();
      const [x, y, zoom] = transform;
      learned = { at: performance.now(), transform };
      // At once, before the next frame: else the wires would be seen to jump.
      flushSync(() => setNodes((before) => applyNodeChanges(changes, before)));
      // As much again around what is in view, for wires that lead out of it.
      held.hold(taken.keys(), {
        x: -(x + width) / zoom,
        y: -(y + height) / zoom,
        width: (3 * width) / zoom,
        height: (3 * height) / zoom,
      });
    };
    const take = (changes: NodeChange<FlowNode>[], moves: readonly NodePositionChange[]) => {
      for (const { id } of moves) {
        const element = drawing.getState().domNode?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`) ?? null;
        const from = flow.getNode(id)?.position ?? { x: 0, y: 0 };
        taken.set(id, new TakenNode(element, from, moves.length <= LAYERS));
      }
      learn(changes);
    };
    const move = (moves: readonly NodePositionChange[]) => {
      pending = moves;
      for (const { id, position } of moves) {
        const known = flow.getInternalNode(id)?.internals.positionAbsolute;
        if (known === undefined || position === undefined) continue;
        taken.get(id)?.moveTo(position);
        held.move(id, { x: position.x - known.x, y: position.y - known.y });
      }
      // What comes into view while the view moves has to be drawn.
      const isViewMoving = drawing.getState().transform !== learned.transform;
      if (isViewMoving && performance.now() - learned.at > REST_MS) return learn([...moves]);
      clearTimeout(timer);
      timer = setTimeout(() => learn([...pending]), REST_MS);
    };
    const letGo = (changes: NodeChange<FlowNode>[]) => {
      learn([...pending, ...changes]);
      for (const node of taken.values()) node.letGo();
      taken.clear();
      held.letGo();
    };
    const putBack = () => {
      pending = [];
      held.putBack();
      letGo([...taken].map(([id, { from }]) => ({ id, type: 'position', position: from, dragging: false })));
      say(t('putBack'));
    };
    return {
      onChanges: (changes: NodeChange<FlowNode>[]) => {
        const places = changes.filter((one) => one.type === 'position');
        if (held.isPutBack && places.length > 0) return;
        const moves = places.filter(({ dragging }) => dragging === true);
        if (moves.length > 0 && moves.length === changes.length) {
          if (moves.every(({ id }) => taken.has(id))) move(moves);
          else take(changes, moves);
        } else if (places.length > 0 && taken.size > 0) letGo(changes);
        else setNodes((before) => applyNodeChanges(changes, before));
      },
      /** While the hand holds something, no key does anything to the journey; Escape puts it back. */
      onKey: (event: KeyboardEvent) => {
        if (taken.size === 0) return;
        event.stopPropagation();
        if (event.key === 'Escape') putBack();
      },
      stop: () => clearTimeout(timer),
    };
  });
  useEffect(() => {
    window.addEventListener('keydown', live.onKey, true);
    return () => {
      window.removeEventListener('keydown', live.onKey, true);
      live.stop();
    };
  }, [live]);
  return live.onChanges;
}
