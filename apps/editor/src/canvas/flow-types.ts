import { EndNodeView } from './end-node.tsx';
import { JourneyNodeView } from './journey-node.tsx';
import { NoteNodeView } from './note-node.tsx';
import { WireEdgeView } from './wire-edge.tsx';

/** What draws nodes and wires, by their kind. */
export const NODE_TYPES = { journey: JourneyNodeView, end: EndNodeView, note: NoteNodeView };
export const EDGE_TYPES = { wire: WireEdgeView };
