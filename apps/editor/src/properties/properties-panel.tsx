import { FAILURE_ID, START_ID, SUCCESS_ID } from '@waygate/schema';
import { targetOf } from '../document/connect.ts';
import { nodeOf } from '../document/edit-node.ts';
import { notesOf } from '../document/notes.ts';
import { useDocument, useEditor } from '../editor/use-editor.ts';
import { readWireId } from '../editor/wire-id.ts';
import { EndProperties } from './end-properties.tsx';
import { JourneySummary } from './journey-summary.tsx';
import { NodeProperties } from './node-properties.tsx';
import { NoteProperties } from './note-properties.tsx';
import classes from './properties.module.css';
import { SeveralProperties } from './several-properties.tsx';
import { WireProperties } from './wire-properties.tsx';

const ENDS: ReadonlySet<string> = new Set([START_ID, SUCCESS_ID, FAILURE_ID]);

/** What there is to say and to set of what is selected. */
export function PropertiesPanel() {
  return (
    <div className={classes.panel}>
      <Content />
    </div>
  );
}

function Content() {
  const document = useDocument();
  const selection = useEditor((state) => state.selection);
  const selectedWires = useEditor((state) => state.selectedWires);
  // What is selected may be gone by now.
  const notes = notesOf(document).filter(({ id }) => selection.has(id));
  const ends = [...selection].filter((id) => ENDS.has(id));
  const nodes = [...selection].filter((id) => nodeOf(document, id) !== undefined);
  const wires = [...selectedWires].flatMap((id) => {
    const source = readWireId(id);
    const target = source === undefined ? undefined : targetOf(document, source);
    return source === undefined || target === undefined ? [] : [{ id, source, target }];
  });

  if (notes.length + ends.length + nodes.length === 1) {
    const [id] = nodes;
    const node = id === undefined ? undefined : nodeOf(document, id);
    if (id !== undefined && node !== undefined) return <NodeProperties key={id} id={id} node={node} />;
    const [note] = notes;
    if (note !== undefined) return <NoteProperties key={note.id} note={note} />;
    const [end] = ends;
    if (end !== undefined) return <EndProperties key={end} id={end} />;
  }
  const [wire] = wires;
  if (notes.length + ends.length + nodes.length === 0) {
    if (wire === undefined) return <JourneySummary />;
    if (wires.length === 1) return <WireProperties key={wire.id} source={wire.source} target={wire.target} />;
  }
  const placed = nodes.filter((id) => Object.hasOwn(document.nodes, id)).length;
  return (
    <SeveralProperties
      counts={{ nodes: placed, children: nodes.length - placed, ends: ends.length, notes: notes.length, wires: wires.length }}
    />
  );
}
