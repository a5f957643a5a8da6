import '@xyflow/react/dist/style.css';
import type { JourneyDocument } from '@waygate/schema';
import { Background, BackgroundVariant, Controls, ReactFlow, ReactFlowProvider, useStore } from '@xyflow/react';
import { type ReactNode, useMemo, useState } from 'react';
import type { EditorCatalogue } from '../editor/catalogue.ts';
import { createEditorStore, type LitPath } from '../editor/editor-store.ts';
import { OutcomeBook } from '../editor/outcome-book.ts';
import { EditorContext } from '../editor/use-editor.ts';
import { ARIA_LABELS } from './aria-labels.ts';
import classes from './canvas.module.css';
import { createCanvasUi } from './canvas-ui.ts';
import { FlowModel, type FlowNode, type Mark, type WireEdge } from './flow-model.ts';
import { EDGE_TYPES, NODE_TYPES } from './flow-types.ts';
import { isSeenFromAfar } from './is-seen-from-afar.ts';
import { CanvasUiContext } from './use-canvas-ui.ts';
import { useFollowLit } from './use-follow-lit.ts';

const NOTHING: ReadonlySet<string> = new Set();

/** A journey to look at: any version, with what a comparison marks or a trace lights. It fills the box that it stands in. */
export function JourneyDrawing({
  document,
  catalogue,
  marks,
  wireMarks,
  lit,
  label,
  outcomes: given,
}: {
  readonly document: JourneyDocument;
  readonly catalogue: EditorCatalogue;
  /** By node id, page children included. */
  readonly marks?: ReadonlyMap<string, Mark>;
  /** By wire id (`wireId`). */
  readonly wireMarks?: ReadonlyMap<string, Mark>;
  readonly lit?: LitPath | undefined;
  /** What the drawing shows, for screen readers. */
  readonly label: string;
  /** What is known of outcomes that follow from the configuration; without it outcomes are those of a new node. */
  readonly outcomes?: OutcomeBook;
}) {
  const [model] = useState(() => new FlowModel());
  const [ui] = useState(createCanvasUi);
  // Nodes ask the store around them for the catalogue; here it is one that nothing changes.
  const [store] = useState(() =>
    createEditorStore({
      realm: '',
      name: '',
      catalogue,
      document,
      baseVersion: null,
      saving: { state: 'saved', at: undefined },
      readOnly: true,
    }),
  );
  const drawn = useMemo(() => {
    const all = {
      document,
      catalogue,
      outcomes: given ?? new OutcomeBook(catalogue),
      problems: [],
      selection: NOTHING,
      selectedWires: NOTHING,
      lit,
      ...(marks === undefined ? {} : { marks: withPages(document, marks) }),
      ...(wireMarks === undefined ? {} : { wireMarks }),
    };
    return { nodes: model.nodes(all), edges: model.edges(all) };
  }, [model, document, catalogue, marks, wireMarks, lit, given]);
  return (
    <EditorContext value={store}>
      <CanvasUiContext value={ui}>
        <ReactFlowProvider>
          <DrawingFrame label={label}>
            <ReactFlow<FlowNode, WireEdge>
              nodes={drawn.nodes}
              edges={drawn.edges}
              nodeTypes={NODE_TYPES}
              edgeTypes={EDGE_TYPES}
              ariaLabelConfig={ARIA_LABELS}
              onlyRenderVisibleElements={drawn.nodes.length > 150}
              nodesDraggable={false}
              nodesConnectable={false}
              nodesFocusable={false}
              edgesFocusable={false}
              elementsSelectable={false}
              minZoom={0.05}
              fitView
              fitViewOptions={{ maxZoom: 1, padding: 0.1 }}
            >
              <Background variant={BackgroundVariant.Dots} gap={20} size={1} />
              <Controls showInteractive={false} />
              <FollowLit current={lit?.current} />
            </ReactFlow>
          </DrawingFrame>
        </ReactFlowProvider>
      </CanvasUiContext>
    </EditorContext>
  );
}

function DrawingFrame({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const isFar = useStore(isSeenFromAfar);
  return (
    <section className={classes.drawing} aria-label={label} data-far={isFar ? '' : undefined}>
      {children}
    </section>
  );
}

/** Inside the drawing, where it can be moved. */
function FollowLit({ current }: { readonly current: string | undefined }) {
  useFollowLit(current);
  return null;
}

/** A page on which something changed has changed. */
function withPages(document: JourneyDocument, marks: ReadonlyMap<string, Mark>): ReadonlyMap<string, Mark> {
  const all = new Map(marks);
  for (const [id, node] of Object.entries(document.nodes)) {
    const children = node.type === 'PageNode' && Array.isArray(node.config['nodes']) ? node.config['nodes'] : [];
    const isMarked = children.some(
      (child) =>
        typeof child === 'object' && child !== null && !Array.isArray(child) && typeof child['_id'] === 'string' && marks.has(child['_id']),
    );
    if (isMarked && !all.has(id)) all.set(id, 'changed');
  }
  return all;
}
