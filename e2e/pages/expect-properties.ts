import { expect, type Locator, type Page } from '@playwright/test';
import { type JourneyDocument, type JsonObject, journeyDocument } from '@waygate/schema';
import type { ExpectEditor } from './expect-editor.ts';

/** The properties beside the canvas, as an author sees them. */
export class ExpectProperties {
  readonly editor: ExpectEditor;
  readonly page: Page;

  constructor(editor: ExpectEditor) {
    this.editor = editor;
    this.page = editor.page;
  }

  get panel(): Locator {
    return this.editor.panel('Properties');
  }

  /** Selects a node of the canvas by the name on it. */
  async select(name: string): Promise<void> {
    const node = this.editor.nodes.filter({ has: this.page.getByText(name, { exact: true }) });
    await node.click({ position: { x: 60, y: 18 } });
    await expect(this.name).toHaveValue(name);
  }

  /** The field with the name of the node. */
  get name(): Locator {
    return this.panel.getByRole('textbox', { name: 'Name', exact: true });
  }

  /** Everything about one member of the configuration. */
  field(key: string): Locator {
    return this.panel.locator(`[data-field="${key}"]`);
  }

  section(name: string): Locator {
    return this.panel.getByRole('region', { name, exact: true });
  }

  button(name: string): Locator {
    return this.panel.getByRole('button', { name, exact: true });
  }

  /** Chooses from a list that opens under a field, typing a part of the name first where that can be. */
  async choose(input: Locator, option: string | RegExp, typed?: string): Promise<void> {
    await input.click();
    if (typed !== undefined) await input.fill(typed);
    await this.page.getByRole('option', { name: option, exact: true }).click();
  }

  /** The text at a field that says what is wrong with it; it belongs to the control for a screen reader too. */
  async toSayOf(control: Locator, text: string | RegExp): Promise<void> {
    await expect(control).toHaveAttribute('aria-invalid', 'true');
    await expect(control).toHaveAccessibleDescription(text);
  }

  /** The journey as the server keeps it for the author. */
  async draft(journey: string): Promise<JourneyDocument> {
    await this.editor.toBeSaved();
    const answer = await this.page.request.get(`${this.editor.url}/api/realms/alpha/journeys/${encodeURIComponent(journey)}`);
    const { draft } = (await answer.json()) as { draft: { document: unknown } | null };
    return journeyDocument.parse(draft?.document);
  }

  /** Configuration of a node, as the server keeps it. */
  async config(journey: string, id: string): Promise<JsonObject | undefined> {
    const { nodes, innerNodes } = await this.draft(journey);
    return (nodes[id] ?? innerNodes[id])?.config;
  }
}
