import type { Locator, Page } from '@playwright/test';
import type { ExpectCanvas, ScreenPoint } from './expect-canvas.ts';

declare global {
  interface Window {
    watched?: { readonly observer: MutationObserver; readonly nodes: Set<string>; readonly wires: Set<string> };
  }
}

/** A node in an author's hand, before it is let go. */
export class ExpectDrag {
  readonly page: Page;
  readonly canvas: ExpectCanvas;

  constructor(canvas: ExpectCanvas) {
    this.canvas = canvas;
    this.page = canvas.page;
  }

  /** Wires of what is held. */
  get wires(): Locator {
    return this.canvas.editor.canvas.locator('[data-held-wires] .react-flow__edge-path');
  }

  /** Presses the mouse and moves it so far that a drag begins. */
  async take(from: ScreenPoint): Promise<void> {
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(from.x + 12, from.y + 8, { steps: 4 });
    await this.page.locator('[data-held-wires]').waitFor();
  }

  /** Begins to write down which nodes and wires the page changes; where something would be let go does not count. */
  async watch(): Promise<void> {
    await this.page.evaluate(() => {
      const nodes = new Set<string>();
      const wires = new Set<string>();
      const observer = new MutationObserver((records) => {
        for (const { target, attributeName } of records) {
          const element = target instanceof Element ? target : target.parentElement;
          if (attributeName?.startsWith('data-drop') === true) continue;
          const node = element?.closest('.react-flow__node')?.getAttribute('data-id');
          const wire = element?.closest('.react-flow__edge[data-id]')?.getAttribute('data-id');
          if (node !== null && node !== undefined) nodes.add(node);
          if (wire !== null && wire !== undefined) wires.add(wire);
        }
      });
      const drawing = document.querySelector('.react-flow');
      if (drawing === null) throw new Error('There is no drawing.');
      observer.observe(drawing, { subtree: true, childList: true, attributes: true, characterData: true });
      window.watched = { observer, nodes, wires };
    });
  }

  /** Ids of nodes and wires that were changed since. */
  async touched(): Promise<{ readonly nodes: readonly string[]; readonly wires: readonly string[] }> {
    return this.page.evaluate(() => ({ nodes: [...(window.watched?.nodes ?? [])], wires: [...(window.watched?.wires ?? [])] }));
  }

  /** How far the nearest end of a held wire is from a point, pixels of the screen. */
  async nearestEnd(point: ScreenPoint): Promise<number> {
    return this.wires.evaluateAll((paths, { x, y }) => {
      const ends = paths.flatMap((path) => {
        if (!(path instanceof SVGPathElement)) return [];
        const matrix = path.getScreenCTM() ?? new DOMMatrix();
        return [0, path.getTotalLength()].map((at) => path.getPointAtLength(at).matrixTransform(matrix));
      });
      return Math.min(...ends.map((end) => Math.hypot(end.x - x, end.y - y)));
    }, point);
  }

  /** Where the overview has the nodes. */
  async overview(): Promise<readonly (string | null)[]> {
    const nodes = this.canvas.editor.canvas.locator('.react-flow__minimap-node');
    return nodes.evaluateAll((rects) => rects.map((rect) => `${rect.getAttribute('x')},${rect.getAttribute('y')}`));
  }
}
