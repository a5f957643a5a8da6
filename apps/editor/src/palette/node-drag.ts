/** What is dragged: a node type out of the palette, or a node off its page. */
export type NodeDrag = { readonly kind: 'type'; readonly type: string } | { readonly kind: 'child'; readonly id: string };

const MIME = 'application/x-waygate-node';

export function writeNodeDrag(transfer: DataTransfer, drag: NodeDrag): void {
  transfer.setData(MIME, JSON.stringify(drag));
  transfer.effectAllowed = 'copyMove';
}

/** Whether what is dragged over a place is a node; its data can only be read when it is dropped. */
export function isNodeDrag(transfer: DataTransfer): boolean {
  return transfer.types.includes(MIME);
}

export function readNodeDrag(transfer: DataTransfer): NodeDrag | undefined {
  try {
    const parsed = JSON.parse(transfer.getData(MIME)) as Partial<Record<'kind' | 'type' | 'id', unknown>>;
    if (parsed.kind === 'type' && typeof parsed.type === 'string') return { kind: 'type', type: parsed.type };
    if (parsed.kind === 'child' && typeof parsed.id === 'string') return { kind: 'child', id: parsed.id };
  } catch {
    // Something else was dropped.
  }
  return undefined;
}
