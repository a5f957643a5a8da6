import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream';
import type { Request, Response } from 'express';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/**
 * Sends a file of a built web app, compressed when the build made a compressed copy. Files whose names carry a hash may be kept for ever, pages never.
 * @returns false when there is no such file
 */
export async function serveFile(request: Request, response: Response, folder: string, name: string): Promise<boolean> {
  const path = normalize(join(folder, name));
  if (!path.startsWith(normalize(folder) + sep) || name.includes('\0')) return false;
  const type = TYPES[extname(path)];
  if (type === undefined || !(await isFile(path))) return false;
  response.setHeader('Content-Type', type);
  response.setHeader('Cache-Control', /-[\w-]{8,}\.\w+$/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
  response.setHeader('Vary', 'Accept-Encoding');
  const accepted = String(request.headers['accept-encoding'] ?? '');
  for (const [encoding, suffix] of ENCODINGS) {
    if (!accepted.includes(encoding) || !(await isFile(path + suffix))) continue;
    response.setHeader('Content-Encoding', encoding);
    sendFile(path + suffix, response);
    return true;
  }
  sendFile(path, response);
  return true;
}

/** Closes the file however it ends: the reader may go away, the file may be gone by now. A broken-off answer is all that can still be said. */
function sendFile(path: string, response: Response): void {
  pipeline(createReadStream(path), response, () => undefined);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
