import type { OutcomeSource } from '../document/outcome-source.ts';
import type { Point } from '../document/point.ts';
import { readWireId } from '../editor/wire-id.ts';

/** What lies under a point of the screen: a page with the place in its list, a wire, or the canvas. */
export type DropPlace =
  | { readonly kind: 'page'; readonly pageId: string; readonly index: number }
  | { readonly kind: 'wire'; readonly wire: OutcomeSource; readonly id: string }
  | { readonly kind: 'canvas' };

/** @param ignored node that is being dragged and so lies over everything */
export function dropPlaceAt({ x, y }: Point, ignored?: string): DropPlace {
  const under = document.elementsFromPoint(x, y).filter((element) => {
    return ignored === undefined || element.closest('[data-journey-node]')?.getAttribute('data-journey-node') !== ignored;
  });
  for (const element of under) {
    const node = element.closest('[data-journey-node]');
    const list = node?.querySelector<HTMLElement>('[data-page]');
    if (list !== null && list !== undefined) {
      return { kind: 'page', pageId: list.dataset['page'] ?? '', index: indexIn(list, y) };
    }
    if (node !== null) return { kind: 'canvas' };
    const id = element.closest('.react-flow__edge')?.getAttribute('data-id') ?? '';
    const wire = readWireId(id);
    if (wire !== undefined) return { kind: 'wire', wire, id };
  }
  return { kind: 'canvas' };
}

function indexIn(list: HTMLElement, y: number): number {
  const rows = [...list.querySelectorAll('[data-child]')].map((row) => row.getBoundingClientRect());
  const at = rows.findIndex(({ top, height }) => y < top + height / 2);
  return at < 0 ? rows.length : at;
}
