import type { CDPSession, Page } from '@playwright/test';

/** What a drag cost. Times are milliseconds. */
export interface DragCost {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Part of the frames that came more than one and a half frames of a 60 Hz screen after the one before. */
  readonly late: number;
  /** Work of the page's main thread for each move of the mouse, processor time. */
  readonly perMove: number;
}

const LATE_MS = 25;

/**
 * Drags what lies under a point about, as a hand does, and looks at every frame meanwhile. The mouse moves once for each frame that the page draws.
 * @param moves how many
 */
export async function measureDrag(
  page: Page,
  session: CDPSession,
  from: { readonly x: number; readonly y: number },
  moves: number,
): Promise<DragCost> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 12, from.y + 4, { steps: 4 });
  const before = await taskSeconds(session);
  await page.evaluate(() => {
    const frames: number[] = [];
    Object.assign(window, { frames, recording: true });
    const frame = (at: number) => {
      frames.push(at);
      if ('recording' in window && window.recording === true) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  for (let move = 0; move < moves; move++) {
    const turn = (move / moves) * Math.PI * 4;
    await page.mouse.move(from.x + 12 + Math.sin(turn) * 90, from.y + 4 + (1 - Math.cos(turn)) * 50);
  }
  const frames = await page.evaluate(() => {
    Object.assign(window, { recording: false });
    return 'frames' in window && Array.isArray(window.frames) ? window.frames.map(Number) : [];
  });
  const spent = (await taskSeconds(session)) - before;
  await page.mouse.up();
  const deltas = frames.slice(1).map((at, index) => at - (frames[index] ?? at));
  const sorted = deltas.toSorted((a, b) => a - b);
  const quantile = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  return {
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
    late: deltas.filter((delta) => delta > LATE_MS).length / deltas.length,
    perMove: (spent * 1000) / moves,
  };
}

/** Processor time of the main thread so far, seconds. */
async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
}
