import { writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';

/** Edge of the film, pixels; even, as 4:2:0 wants it. */
const EDGE = 640;
const FRAMES_PER_SECOND = 10;

/** One picture of a film, and how long the camera sees it. */
export interface Shot {
  /** PNG. */
  readonly picture: Buffer;
  readonly seconds: number;
}

/**
 * Writes what a camera sees into a file that Chromium plays as its camera, again and again (`--use-file-for-fake-video-capture`): YUV4MPEG2, grey.
 * @param page that scales the pictures
 */
export async function writeCameraFilm(page: Page, file: string, shots: readonly Shot[]): Promise<void> {
  const parts: Buffer[] = [Buffer.from(`YUV4MPEG2 W${EDGE} H${EDGE} F${FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n`)];
  const colourless = Buffer.alloc((EDGE * EDGE) / 2, 128);
  for (const { picture, seconds } of shots) {
    const frame = Buffer.concat([Buffer.from('FRAME\n'), await brightness(page, picture), colourless]);
    for (let count = 0; count < seconds * FRAMES_PER_SECOND; count += 1) parts.push(frame);
  }
  writeFileSync(file, Buffer.concat(parts));
}

/** Brightness of every pixel, with the picture held in the middle of a desk. */
async function brightness(page: Page, picture: Buffer): Promise<Buffer> {
  const text = await page.evaluate(
    async ([png, edge]) => {
      const bytes = Uint8Array.from(atob(png), (char) => char.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const context = new OffscreenCanvas(edge, edge).getContext('2d');
      if (context === null) throw new Error('no canvas');
      context.fillStyle = '#9aa0a6';
      context.fillRect(0, 0, edge, edge);
      const margin = edge / 16;
      context.drawImage(bitmap, margin, margin, edge - 2 * margin, edge - 2 * margin);
      const { data } = context.getImageData(0, 0, edge, edge);
      let grey = '';
      for (let at = 0; at < data.length; at += 4) grey += String.fromCharCode(data[at + 1] ?? 0);
      return btoa(grey);
    },
    [picture.toString('base64'), EDGE] as const,
  );
  return Buffer.from(text, 'base64');
}
