import type { DropPlace } from './drop-place.ts';

/**
 * Shows where what is dragged would go. It writes to the page directly: a drag moves many times a second, and drawing the canvas anew for each would make a large
 * journey stutter.
 */
export class DropMark {
  readonly #sheet: () => Element | null;
  #marked: readonly (readonly [Element, string])[] = [];
  #traced: Element | undefined;
  #key = '';

  /** @param sheet over the drawing, if there is one: a wire is marked there, so that those under it need not be painted anew */
  constructor(sheet: () => Element | null = () => null) {
    this.#sheet = sheet;
  }

  show(place: DropPlace | undefined): void {
    const key = JSON.stringify(place ?? null);
    if (key === this.#key) return;
    for (const [element, attribute] of this.#marked) element.removeAttribute(attribute);
    this.#traced?.remove();
    this.#key = key;
    this.#marked = place === undefined ? [] : marksOf(place);
    this.#traced = place?.kind === 'wire' ? this.#trace(place.id) : undefined;
    for (const [element, attribute] of this.#marked) element.setAttribute(attribute, this.#traced === undefined ? '' : 'traced');
  }

  #trace(wireId: string): Element | undefined {
    const path = document.querySelector(`${wire(wireId)} .react-flow__edge-path`)?.cloneNode();
    if (!(path instanceof Element)) return undefined;
    path.removeAttribute('id');
    path.setAttribute('data-traced', '');
    return this.#sheet()?.appendChild(path);
  }
}

function marksOf(place: DropPlace): readonly (readonly [Element, string])[] {
  if (place.kind === 'wire') return found(wire(place.id), 'data-drop');
  if (place.kind === 'canvas') return [];
  const list = `[data-page="${CSS.escape(place.pageId)}"]`;
  const rows = document.querySelectorAll(`${list} [data-child]`);
  const row = rows[place.index];
  const last = rows[rows.length - 1];
  const mark: readonly (readonly [Element, string])[] =
    row !== undefined ? [[row, 'data-drop-before']] : last !== undefined ? [[last, 'data-drop-after']] : [];
  return [...found(list, 'data-drop'), ...mark];
}

function wire(id: string): string {
  return `.react-flow__edge[data-id="${CSS.escape(id)}"]`;
}

function found(selector: string, attribute: string): readonly (readonly [Element, string])[] {
  const element = document.querySelector(selector);
  return element === null ? [] : [[element, attribute]];
}
