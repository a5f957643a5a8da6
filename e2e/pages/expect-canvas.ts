import { randomBytes } from 'node:crypto';
import { expect, type Locator, type Page } from '@playwright/test';
import { FAILURE_ID, type JourneyDocument, type JourneyView, journeyDocument, START_ID, SUCCESS_ID } from '@waygate/schema';
import { z } from 'zod';
import type { ExpectEditor } from './expect-editor.ts';

/** A place on the screen, CSS pixels. */
export interface ScreenPoint {
  readonly x: number;
  readonly y: number;
}

/** Nodes of a journey to begin a test with, by the ids that the test calls them. */
type Nodes = Readonly<Record<string, Partial<JourneyDocument['nodes'][string]> & { readonly type: string }>>;

/** The canvas under an author's hands: what a mouse and a keyboard do to it, and what the journey is then. */
export class ExpectCanvas {
  readonly editor: ExpectEditor;
  readonly page: Page;
  /** Name of the journey that is open. */
  name = '';

  constructor(editor: ExpectEditor) {
    this.editor = editor;
    this.page = editor.page;
  }

  /**
   * Opens a journey that nobody has published, as a draft.
   * @param nodes with their places; a name that is left out is the id
   * @param entry where Start leads
   */
  async openDraft(nodes: Nodes = {}, entry: string = FAILURE_ID, more: Partial<JourneyDocument> = {}): Promise<void> {
    this.name = `Canvas ${randomBytes(4).toString('hex')}`;
    const document = journeyDocument.parse({
      name: this.name,
      entryNodeId: entry,
      nodes: Object.fromEntries(Object.entries(nodes).map(([id, node]) => [id, { displayName: id, config: {}, connections: {}, ...node }])),
      staticNodes: { [START_ID]: { x: 0, y: 240 }, [SUCCESS_ID]: { x: 1000, y: 160 }, [FAILURE_ID]: { x: 1000, y: 360 } },
      ...more,
    });
    const answer = await this.page.request.put(this.#address('/draft'), {
      headers: { 'X-Requested-With': 'XMLHttpRequest', Origin: this.editor.url },
      data: { document, baseVersion: null, revision: null },
    });
    expect(answer.status(), await answer.text()).toBe(200);
    await this.editor.open(this.name);
  }

  /** Opens a shipped journey by its name. */
  async open(name: string): Promise<void> {
    this.name = name;
    await this.editor.open(name);
  }

  /** The draft as the server has it, once it has what stands on the canvas. */
  async saved(): Promise<JourneyDocument> {
    await this.editor.toBeSaved();
    const answer = await this.page.request.get(this.#address(''), { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
    const { draft } = (await answer.json()) as JourneyView;
    if (draft === null) throw new Error('There is no draft.');
    return draft.document;
  }

  /** Wires of the draft by the names on the canvas: `from.outcome` to the name of the target. */
  async savedWires(): Promise<Readonly<Record<string, string>>> {
    const document = await this.saved();
    const nameOf = (id: string) => ({ [SUCCESS_ID]: 'Success', [FAILURE_ID]: 'Failure' })[id] ?? document.nodes[id]?.displayName ?? id;
    const wires: [string, string][] = [['Start', nameOf(document.entryNodeId)]];
    for (const node of Object.values(document.nodes))
      for (const [outcome, target] of Object.entries(node.connections)) wires.push([`${node.displayName}.${outcome}`, nameOf(target)]);
    return Object.fromEntries(wires);
  }

  /** A node by the whole of its name. */
  node(name: string): Locator {
    return this.editor.canvas.locator(`.react-flow__node-journey[aria-label^=${JSON.stringify(`${name}, `)}]`);
  }

  /** A node, Start or an end. */
  anything(name: string): Locator {
    return name === 'Start' || name === 'Success' || name === 'Failure' ? this.editor.end(name) : this.node(name);
  }

  /** The handle of an outcome, by the words beside it. */
  handle(name: string, outcome: string): Locator {
    if (name === 'Start') return this.editor.end('Start').locator('.react-flow__handle');
    return this.node(name).getByRole('listitem').filter({ hasText: outcome }).locator('.react-flow__handle').first();
  }

  /** A node that stands on a page. */
  child(name: string): Locator {
    return this.editor.canvas.locator('[data-child]').filter({ hasText: name });
  }

  get notes(): Locator {
    return this.editor.canvas.locator('.react-flow__node-note');
  }

  /** An entry of the palette. */
  type(name: string): Locator {
    return this.page.getByRole('navigation', { name: 'Nodes' }).getByRole('button', { name: `Add ${name}`, exact: true });
  }

  /** The list that asks which node to add. */
  get quickAdd(): Locator {
    return this.page.getByRole('dialog', { name: 'Add a node' });
  }

  /** Names in the list that asks which node to add. */
  get offered(): Locator {
    return this.quickAdd.getByRole('option');
  }

  get menu(): Locator {
    return this.page.getByRole('menu');
  }

  /** Why something cannot be. */
  get refusal(): Locator {
    return this.page.locator('[data-refusal]');
  }

  async middleOf(what: Locator): Promise<ScreenPoint> {
    await expect(what).toBeVisible();
    const box = await what.boundingBox();
    if (box === null) throw new Error('It has no place.');
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  }

  /** Where a node is taken to be moved: its header. */
  async grip(name: string): Promise<ScreenPoint> {
    await expect(this.anything(name)).toBeVisible();
    const box = await this.anything(name).boundingBox();
    if (box === null) throw new Error('It has no place.');
    return { x: box.x + box.width / 2, y: box.y + Math.min(16, box.height / 2) };
  }

  /** A point in the middle of a wire. */
  async onWire(from: string, outcome: string, to: string): Promise<ScreenPoint> {
    const path = this.editor.wire(from, outcome, to).locator('.react-flow__edge-path');
    return path.evaluate((element) => {
      const line = element as unknown as SVGPathElement;
      const { x, y } = line.getPointAtLength(line.getTotalLength() / 2);
      const { a, d, e, f } = line.getScreenCTM() ?? new DOMMatrix();
      return { x: x * a + e, y: y * d + f };
    });
  }

  /** Presses the mouse at a point, moves it in small steps as a hand does, and lets go. */
  async drag(from: ScreenPoint, to: ScreenPoint, whileHeld?: () => Promise<void>): Promise<void> {
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(from.x + (to.x - from.x) / 3, from.y + (to.y - from.y) / 3, { steps: 4 });
    await this.page.mouse.move(to.x, to.y, { steps: 8 });
    // A hand never holds quite still: what lies under it learns of it with the next move.
    await this.page.mouse.move(to.x + 1, to.y);
    await this.page.mouse.move(to.x, to.y);
    await whileHeld?.();
    await this.page.mouse.up();
  }

  /** Drags a node type out of the palette. */
  async dragType(name: string, to: ScreenPoint, whileHeld?: () => Promise<void>): Promise<void> {
    await this.type(name).scrollIntoViewIfNeeded();
    await this.drag(await this.middleOf(this.type(name)), to, whileHeld);
  }

  /** Drags a wire from an outcome to a node or to a point. */
  async dragWire(from: string, outcome: string, to: string | ScreenPoint, whileHeld?: () => Promise<void>): Promise<void> {
    const target = typeof to === 'string' ? await this.grip(to) : to;
    await this.drag(await this.middleOf(this.handle(from, outcome)), target, whileHeld);
  }

  /** A point of the screen by its place on the canvas, from its upper left corner. */
  async point(x: number, y: number): Promise<ScreenPoint> {
    const box = await this.editor.canvas.boundingBox();
    if (box === null) throw new Error('The canvas has no place.');
    return { x: box.x + x, y: box.y + y };
  }

  async click(at: ScreenPoint, options: Parameters<Page['mouse']['click']>[2] = {}): Promise<void> {
    await this.page.mouse.click(at.x, at.y, options);
  }

  /** Opens the context menu at a point and chooses. */
  async choose(at: ScreenPoint, command: string): Promise<void> {
    await this.click(at, { button: 'right' });
    await this.menu.getByRole('menuitem', { name: command }).click();
  }

  /** Types into the list that asks which node to add, and takes the first. */
  async quickAddByName(name: string): Promise<void> {
    await expect(this.quickAdd).toBeVisible();
    await this.page.keyboard.type(name);
    await this.page.keyboard.press('Enter');
    await expect(this.quickAdd).toBeHidden();
  }

  /** Names of what is selected. */
  async toHaveSelected(...names: readonly string[]): Promise<void> {
    const selected = this.editor.canvas.locator('.react-flow__node.selected');
    await expect(selected).toHaveCount(names.length);
    for (const name of names) await expect(this.anything(name)).toHaveClass(/\bselected\b/);
  }

  /** The text on the clipboard. */
  clipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  #address(rest: string): string {
    return `${this.editor.url}/api/realms/alpha/journeys/${encodeURIComponent(this.name)}${rest}`;
  }
}

/** Places of nodes by name, as the draft has them. */
export function placesOf(document: JourneyDocument): Readonly<Record<string, ScreenPoint>> {
  return Object.fromEntries(Object.values(document.nodes).map(({ displayName, x, y }) => [displayName, { x, y }]));
}

const fragment = z.object({ waygate: z.literal('journey fragment'), nodes: z.record(z.string(), z.object({ displayName: z.string() })) });

/** Names of the nodes in a text that was copied. */
export function namesInFragment(text: string): string[] {
  return Object.values(fragment.parse(JSON.parse(text)).nodes).map(({ displayName }) => displayName);
}
