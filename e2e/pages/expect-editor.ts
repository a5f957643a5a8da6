import { expect, type Locator, type Page } from '@playwright/test';

/** The journey editor as an author sees it. */
export class ExpectEditor {
  readonly page: Page;
  /** Address of the server, without a slash at the end. */
  readonly url: string;

  constructor(page: Page, url: string) {
    this.page = page;
    this.url = url;
  }

  /** Opens the list of journeys. @param realm slash form */
  async openJourneys(realm = '/alpha'): Promise<void> {
    await this.page.goto(`${this.url}/admin/realms/${segment(realm)}/journeys`);
    await expect(this.page.getByRole('heading', { level: 1 })).toBeVisible();
  }

  /** Opens a journey on the canvas; one that is not there yet opens empty once somebody has a draft of it. @param realm slash form */
  async open(journey: string, realm = '/alpha'): Promise<void> {
    await this.page.goto(`${this.url}/admin/realms/${segment(realm)}/journeys/${encodeURIComponent(journey)}`);
    await expect(this.page.getByRole('heading', { level: 1, name: journey, exact: true })).toBeVisible();
    await expect(this.canvas).toBeVisible();
    await expect(this.end('Start')).toBeVisible();
  }

  /** The canvas itself: shortcuts work when it has the focus. */
  get canvas(): Locator {
    return this.page.locator('[data-canvas]');
  }

  /** Every node but Start and the ends. */
  get nodes(): Locator {
    return this.canvas.locator('[data-journey-node]');
  }

  /** A node by the name on it. */
  node(name: string): Locator {
    return this.canvas.locator('.react-flow__node-journey').filter({ has: this.page.locator('[data-journey-node]', { hasText: name }) });
  }

  /** Start, Success or Failure. */
  end(name: 'Start' | 'Success' | 'Failure'): Locator {
    return this.canvas.locator('.react-flow__node-end').filter({ hasText: name });
  }

  /** A wire, by what it says to a screen reader: `Wire from …, outcome, to …`. */
  wire(from: string, outcome: string, to: string): Locator {
    return this.canvas.getByLabel(`Wire from ${from}, ${outcome}, to ${to}`, { exact: true });
  }

  /** A panel beside the canvas. */
  panel(name: string | RegExp): Locator {
    return this.page.getByRole('tabpanel', { name });
  }

  async showPanel(name: string | RegExp): Promise<Locator> {
    await this.page.getByRole('tab', { name }).click();
    const panel = this.panel(name);
    await expect(panel).toBeVisible();
    return panel;
  }

  /** What the toolbar says of where the work is. */
  get saving(): Locator {
    return this.page.getByRole('banner').getByRole('status');
  }

  async toBeSaved(): Promise<void> {
    await expect(this.saving).toContainText('Draft saved on the server');
  }

  /** Presses keys with the focus on the canvas. @param keys as Playwright spells them, such as `Control+z` */
  async press(...keys: readonly string[]): Promise<void> {
    await this.canvas.focus();
    for (const key of keys) await this.page.keyboard.press(key);
  }
}

function segment(realm: string): string {
  return encodeURIComponent(realm === '/' ? 'root' : realm.slice(1));
}
