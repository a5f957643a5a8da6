import type { OutcomeSource } from '../document/outcome-source.ts';
import type { Point } from '../document/point.ts';
import { readWireId } from '../editor/wire-id.ts';

/** What lies under a point of the screen: a page with the place in its list, a wire, or the canvas. */
export type DropPlace =
  | { readonly kind: 'page'; readonly pageId: string; readonly index: number }
  | { readonly kind: 'wire'; readonly wire: OutcomeSource; readonly id: string }
  | { readonly kind: 'canvas' };

/** What is being dragged must take no pointer, so that what lies under it is found. */
export function dropPlaceAt({ x, y }: Point): DropPlace {
  const under = document.elementFromPoint(x, y);
  const node = under?.closest('[data-journey-node]');
  const list = node?.querySelector<HTMLElement>('[data-page]');
  if (list !== null && list !== undefined) return { kind: 'page', pageId: list.dataset['page'] ?? '', index: indexIn(list, y) };
  const id = under?.closest('.react-flow__edge')?.getAttribute('data-id') ?? '';
  const wire = readWireId(id);
  return wire === undefined ? { kind: 'canvas' } : { kind: 'wire', wire, id };
}

function indexIn(list: HTMLElement, y: number): number {
  const rows = [...list.querySelectorAll('[data-child]')].map((row) => row.getBoundingClientRect());
  const at = rows.findIndex(({ top, height }) => y < top + height / 2);
  return at < 0 ? rows.length : at;
}
