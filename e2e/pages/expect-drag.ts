import type { Locator, Page } from '@playwright/test';
import type { ExpectCanvas, ScreenPoint } from './expect-canvas.ts';

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

  /**
   * Moves what is held from a point on, pixel by pixel, by a hand that never rests: between two moves the page does what is due at once and nothing that waits for a rest, however slow the
   * machine is.
   * @returns ids of nodes and wires that the page changes meanwhile; where something would be let go does not count
   */
  async moveOn(from: ScreenPoint, steps: number): Promise<{ readonly nodes: readonly string[]; readonly wires: readonly string[] }> {
    return this.page.evaluate(
      async ({ x, y, count }) => {
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
        const move = async (step: number) => {
          const at = { clientX: x + step, clientY: y + step };
          window.dispatchEvent(new MouseEvent('mousemove', { ...at, buttons: 1, bubbles: true, cancelable: true, view: window }));
          await new Promise<void>((resolve) => {
            const turn = new MessageChannel();
            turn.port1.onmessage = () => resolve();
            turn.port2.postMessage(undefined);
          });
        };
        // The first ends the rest since the node was taken.
        await move(1);
        observer.observe(drawing, { subtree: true, childList: true, attributes: true, characterData: true });
        for (let step = 2; step <= count; step += 1) await move(step);
        observer.disconnect();
        return { nodes: [...nodes], wires: [...wires] };
      },
      { ...from, count: steps },
    );
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
