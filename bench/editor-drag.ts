import { cpus, loadavg } from 'node:os';
import { type APIRequestContext, type APIResponse, chromium, type Locator, type Page } from '@playwright/test';
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
const rounds = Number(process.argv[2] ?? 3);
const moves = Number(process.argv[3] ?? 120);
const COUNTS = [50, 300, 1000];
/** Time for one size, milliseconds: when it is over, no further round begins. */
const LIMIT_MS = 60_000;
/** Saves and publications of each size. */
const SAVES = 12;
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
  const [load = Number.NaN] = loadavg();
  console.info(
    `At most ${rounds} rounds of ${moves} moves; medians of the rounds, milliseconds; ${cpus().length} processors, load ${load.toFixed(1)} before\n`,
  );
  console.info('| nodes | rounds | frame p50 | p95 | p99 | late | work per move | against by hand |');
  console.info('|---|---|---|---|---|---|---|---|');
  const saving: string[] = [];
  for (const count of COUNTS) {
    const document = largeJourney(`Bench ${count}`, count);
    const dragged = nodeInTheMiddle(document);
    await saveDraft(page.request, document, null);
    const costs: Record<'all' | 'close' | 'bare', DragCost[]> = { all: [], close: [], bare: [] };
    const began = performance.now();
    for (let round = 0; round < rounds && (round === 0 || performance.now() - began < LIMIT_MS); round++) {
      costs.all.push(await dragInEditor(page, document, dragged, 'all'));
      costs.close.push(await dragInEditor(page, document, dragged, 'close'));
      costs.bare.push(await dragBare(page, document, dragged));
    }
    console.info(row(`${count}, all in view`, costs.all, costs.bare));
    console.info(row(`${count}, at 100 %`, costs.close, costs.bare));
    console.info(row(`${count}, by hand`, costs.bare, costs.bare));
    saving.push(await measureSaving(page.request, count));
  }
  console.info(`\n| nodes | KiB | save p50 | p95 | publish p50 | p95 |\n|---|---|---|---|---|---|\n${saving.join('\n')}`);
  console.info(`\nload ${loadavg()[0]?.toFixed(1)} after`);
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

/** A decision with nodes on all sides: at the rim a drag moves the view, which is another matter. */
function nodeInTheMiddle({ nodes }: JourneyDocument): string {
  const places = Object.values(nodes);
  const x = Math.max(...places.map((node) => node.x)) / 2;
  const y = Math.max(...places.map((node) => node.y)) / 2;
  const decisions = Object.entries(nodes).filter(([, { type }]) => type !== 'PageNode');
  const away = ({ x: left, y: top }: JourneyDocument['nodes'][string]) => Math.hypot(left - x, top - y);
  const [nearest] = decisions.toSorted(([, a], [, b]) => away(a) - away(b));
  if (nearest === undefined) throw new Error('The journey is empty.');
  return nearest[0];
}

async function dragInEditor(page: Page, document: JourneyDocument, id: string, view: 'all' | 'close'): Promise<DragCost> {
  await page.goto(`${server.url}/admin/realms/alpha/journeys/${encodeURIComponent(document.name)}`);
  // The overview has every node, also those that are out of view.
  await page.locator('.react-flow__minimap-node').nth(Object.keys(document.nodes).length).waitFor({ state: 'attached' });
  await page.locator('[data-canvas]').focus();
  if (view === 'close') {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(document.nodes[id]?.displayName ?? id);
    await page.keyboard.press('Enter');
    await page.locator('[data-canvas]').focus();
    await page.keyboard.press('0');
  } else await page.keyboard.press('f');
  const node = page.locator(`.react-flow__node[data-id="${id}"]`);
  await node.waitFor();
  await page.waitForLoadState('networkidle');
  return measured(page, await gripOf(page, node));
}

async function dragBare(page: Page, document: JourneyDocument, id: string): Promise<DragCost> {
  await page.goto('about:blank');
  await page.setContent(bareCanvas(document));
  return measured(page, await gripOf(page, page.locator(`[data-id="${id}"]`)));
}

/** Where a node is taken, once the view has come to rest. */
async function gripOf(page: Page, node: Locator): Promise<{ readonly x: number; readonly y: number }> {
  let last = '';
  for (let look = 0; look < 100; look++) {
    const box = await node.boundingBox();
    if (box === null) throw new Error('The node has no place.');
    if (JSON.stringify(box) === last) return { x: box.x + box.width / 2, y: box.y + Math.min(12, box.height / 4) };
    last = JSON.stringify(box);
    await page.waitForTimeout(100);
  }
  throw new Error('The view does not come to rest.');
}

async function measured(page: Page, from: { readonly x: number; readonly y: number }): Promise<DragCost> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const cost = await measureDrag(page, session, from, moves);
  await session.detach();
  return cost;
}

function row(what: string, costs: readonly DragCost[], bare: readonly DragCost[]): string {
  const median = (all: readonly DragCost[], of: (cost: DragCost) => number) =>
    all.map(of).toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN;
  const times = [({ p50 }: DragCost) => p50, ({ p95 }: DragCost) => p95, ({ p99 }: DragCost) => p99].map((of) =>
    median(costs, of).toFixed(1),
  );
  const perMove = median(costs, (cost) => cost.perMove);
  const ratio = perMove / median(bare, (cost) => cost.perMove);
  return `| ${what} | ${costs.length} | ${times.join(' | ')} | ${(median(costs, ({ late }) => late) * 100).toFixed(1)} % | ${perMove.toFixed(2)} | ${ratio.toFixed(1)} × |`;
}

async function saveDraft(request: APIRequestContext, document: JourneyDocument, revision: number | null): Promise<number> {
  const answer = await request.put(`${server.url}/api/realms/alpha/journeys/${encodeURIComponent(document.name)}/draft`, {
    headers: HEADERS,
    data: { document, baseVersion: null, revision },
  });
  if (!answer.ok()) throw new Error(await answer.text());
  return ((await answer.json()) as JourneyDraftView).revision;
}

async function measureSaving(request: APIRequestContext, count: number): Promise<string> {
  const document = largeJourney(`Saved ${count}`, count);
  const saves: number[] = [];
  let revision: number | null = null;
  for (let round = 0; round < SAVES; round++) {
    const began = performance.now();
    revision = await saveDraft(request, { ...document, description: `Round ${round}` }, revision);
    saves.push(performance.now() - began);
  }
  const publishes: number[] = [];
  let baseVersion: string | null = null;
  for (let round = 0; round < SAVES; round++) {
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
    return `${(sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(0)} | ${(sorted[Math.floor(sorted.length * 0.95)] ?? 0).toFixed(0)}`;
  };
  return `| ${count} | ${(JSON.stringify(document).length / 1024).toFixed(0)} | ${text(saves)} | ${text(publishes)} |`;
}
