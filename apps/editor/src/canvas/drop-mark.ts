import type { DropPlace } from './drop-place.ts';

/**
 * Shows where what is dragged would go. It writes to the page directly: a drag moves many times a second, and drawing the canvas anew for each would make a large
 * journey stutter.
 */
export class DropMark {
  #marked: readonly (readonly [Element, string])[] = [];
  #key = '';

  show(place: DropPlace | undefined): void {
    const key = JSON.stringify(place ?? null);
    if (key === this.#key) return;
    for (const [element, attribute] of this.#marked) element.removeAttribute(attribute);
    this.#key = key;
    this.#marked = place === undefined ? [] : marksOf(place);
    for (const [element, attribute] of this.#marked) element.setAttribute(attribute, '');
  }
}

function marksOf(place: DropPlace): readonly (readonly [Element, string])[] {
  if (place.kind === 'wire') return found(`.react-flow__edge[data-id="${CSS.escape(place.id)}"]`, 'data-drop');
  if (place.kind === 'canvas') return [];
  const list = `[data-page="${CSS.escape(place.pageId)}"]`;
  const rows = document.querySelectorAll(`${list} [data-child]`);
  const row = rows[place.index];
  const last = rows[rows.length - 1];
  const mark: readonly (readonly [Element, string])[] =
    row !== undefined ? [[row, 'data-drop-before']] : last !== undefined ? [[last, 'data-drop-after']] : [];
  return [...found(list, 'data-drop'), ...mark];
}

function found(selector: string, attribute: string): readonly (readonly [Element, string])[] {
  const element = document.querySelector(selector);
  return element === null ? [] : [[element, attribute]];
}
