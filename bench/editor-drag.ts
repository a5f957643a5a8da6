import { type APIRequestContext, type APIResponse, chromium, type Page } from '@playwright/test';
import type { JourneyDocument, JourneyDraftView } from '@waygate/schema';
import { bareCanvas } from './bare-canvas.ts';
import { ADMINISTRATOR, EditorServer } from './editor-server.ts';
import { largeJourney } from './large-journey.ts';
import { type DragCost, measureDrag } from './measure-drag.ts';

/**
 * What dragging a node costs in the journey editor, with 50, 300 and 1000 nodes in view, against a bare page that draws the same boxes and paths by hand, in the same
 * browser and turn about; and how long saving a draft and publishing take for journeys of these sizes.
 * `node --conditions=development bench/editor-drag.ts [rounds] [moves]`
 */
const rounds = Number(process.argv[2] ?? 5);
const moves = Number(process.argv[3] ?? 240);
const COUNTS = [50, 300, 1000];
const HEADERS = { 'X-Requested-With': 'XMLHttpRequest' };

const server = await EditorServer.start(18_600 + Math.floor(Math.random() * 300));
const browser = await chromium.launch({
  executablePath: process.env['WAYGATE_E2E_CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  await signOn(page);
  console.info(`${rounds} rounds of ${moves} moves; medians of the rounds, milliseconds`);
  for (const count of COUNTS) {
    const document = largeJourney(`Bench ${count}`, count);
    await saveDraft(page.request, document, null);
    const costs: Record<'editor' | 'close' | 'bare', DragCost[]> = { editor: [], close: [], bare: [] };
    for (let round = 0; round < rounds; round++) {
      costs.editor.push(await dragInEditor(page, document.name, 'all'));
      costs.close.push(await dragInEditor(page, document.name, 'close'));
      costs.bare.push(await dragBare(page, document));
    }
    report(`${count} nodes, all in view`, costs.editor, costs.bare);
    report(`${count} nodes, at 100 %`, costs.close, costs.bare);
    await reportSaving(page.request, count);
  }
} finally {
  await browser.close();
  await server.stop();
}

async function signOn(page: Page): Promise<void> {
  await page.goto(`${server.url}/sign-on/root?goto=%2Fadmin`);
  await page.getByLabel('User Name').fill(ADMINISTRATOR.username);
  await page.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/admin/);
}

async function dragInEditor(page: Page, name: string, view: 'all' | 'close'): Promise<DragCost> {
  await page.goto(`${server.url}/admin/realms/alpha/journeys/${encodeURIComponent(name)}`);
  const node = page.locator('.react-flow__node[data-id="n2"]');
  await node.waitFor();
  await page.locator('[data-canvas]').focus();
  if (view === 'close') {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Decision 2');
    await page.keyboard.press('Enter');
    await page.locator('[data-canvas]').focus();
    await page.keyboard.press('0');
  }
  await page.waitForLoadState('networkidle');
  const box = await node.boundingBox();
  if (box === null) throw new Error('The node has no place.');
  return measured(page, { x: box.x + box.width / 2, y: box.y + Math.min(12, box.height / 4) });
}

async function dragBare(page: Page, document: JourneyDocument): Promise<DragCost> {
  await page.goto('about:blank');
  await page.setContent(bareCanvas(document));
  const box = await page.locator('[data-id="n2"]').boundingBox();
  if (box === null) throw new Error('The node has no place.');
  return measured(page, { x: box.x + box.width / 2, y: box.y + box.height / 4 });
}

async function measured(page: Page, from: { readonly x: number; readonly y: number }): Promise<DragCost> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const cost = await measureDrag(page, session, from, moves);
  await session.detach();
  return cost;
}

function report(what: string, editor: readonly DragCost[], bare: readonly DragCost[]): void {
  const median = (costs: readonly DragCost[], of: (cost: DragCost) => number) =>
    costs.map(of).toSorted((a, b) => a - b)[Math.floor(costs.length / 2)] ?? Number.NaN;
  const line = (costs: readonly DragCost[]) =>
    `frame p50 ${median(costs, ({ p50 }) => p50).toFixed(1)} p95 ${median(costs, ({ p95 }) => p95).toFixed(1)} p99 ${median(costs, ({ p99 }) => p99).toFixed(1)}, late ${(median(costs, ({ late }) => late) * 100).toFixed(1)} %, work per move ${median(costs, ({ perMove }) => perMove).toFixed(2)}`;
  const ratio = median(editor, ({ perMove }) => perMove) / median(bare, ({ perMove }) => perMove);
  console.info(`${what}\n  editor  ${line(editor)}\n  by hand ${line(bare)}\n  work against by hand: ${ratio.toFixed(1)} ×`);
}

async function saveDraft(request: APIRequestContext, document: JourneyDocument, revision: number | null): Promise<number> {
  const answer = await request.put(`${server.url}/api/realms/alpha/journeys/${encodeURIComponent(document.name)}/draft`, {
    headers: HEADERS,
    data: { document, baseVersion: null, revision },
  });
  if (!answer.ok()) throw new Error(await answer.text());
  return ((await answer.json()) as JourneyDraftView).revision;
}

async function reportSaving(request: APIRequestContext, count: number): Promise<void> {
  const document = largeJourney(`Saved ${count}`, count);
  const saves: number[] = [];
  let revision: number | null = null;
  for (let round = 0; round < rounds * 4; round++) {
    const began = performance.now();
    revision = await saveDraft(request, { ...document, description: `Round ${round}` }, revision);
    saves.push(performance.now() - began);
  }
  const publishes: number[] = [];
  let baseVersion: string | null = null;
  for (let round = 0; round < rounds * 4; round++) {
    const began = performance.now();
    const answer: APIResponse = await request.post(`${server.url}/api/realms/alpha/journeys/${encodeURIComponent(document.name)}/publish`, {
      headers: HEADERS,
      data: { document: { ...document, description: `Version ${round}` }, baseVersion, note: '' },
    });
    if (!answer.ok()) throw new Error(await answer.text());
    publishes.push(performance.now() - began);
    baseVersion = ((await answer.json()) as { versionId: string }).versionId;
  }
  const text = (times: readonly number[]) => {
    const sorted = times.toSorted((a, b) => a - b);
    return `p50 ${(sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(0)} p95 ${(sorted[Math.floor(sorted.length * 0.95)] ?? 0).toFixed(0)}`;
  };
  const kib = (JSON.stringify(document).length / 1024).toFixed(0);
  console.info(`  ${kib} KiB: save ${text(saves)}, publish ${text(publishes)}`);
}
