import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NextFunction, Response } from 'express';
import { securityHeaders } from './security-headers.ts';

/** Stands in the built page where the one-time word goes. */
const PLACEHOLDER = '__CSP_NONCE__';

/** Sends the page of the editor, with a new one-time word each time: the page's component library adds styles under it. Without a built editor there is no page. */
export async function sendEditor(response: Response, next: NextFunction, folder: string, publicUrl: string): Promise<void> {
  let page: string;
  try {
    page = await readFile(join(folder, 'index.html'), 'utf8');
  } catch {
    next();
    return;
  }
  const nonce = randomBytes(18).toString('base64url');
  for (const [name, value] of Object.entries(securityHeaders(publicUrl, { nonce }))) response.setHeader(name, value);
  response.setHeader('Cache-Control', 'no-store');
  response.type('html').send(page.replaceAll(PLACEHOLDER, nonce));
}
