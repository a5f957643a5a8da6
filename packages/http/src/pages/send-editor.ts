import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NextFunction, Response } from 'express';
import type { Face } from '../faces/face.ts';
import { securityHeaders } from './security-headers.ts';

/** Stands in the built page where the one-time word goes. */
const PLACEHOLDER = '__CSP_NONCE__';

/** Sends the page of the editor, with a new one-time word each time: the page's component library adds styles under it. Without a built editor there is no page. */
export async function sendEditor(response: Response, next: NextFunction, folder: string, address: string, face?: Face): Promise<void> {
  let page: string;
  try {
    page = await readFile(join(folder, 'index.html'), 'utf8');
  } catch {
    next();
    return;
  }
  const nonce = randomBytes(18).toString('base64url');
  // Where sign-on pages of people and the web authenticator have another origin, it shows them from there.
  const shown = face === undefined ? {} : { shows: face.addresses.publicUrl };
  for (const [name, value] of Object.entries(securityHeaders(address, { nonce, ...shown }))) response.setHeader(name, value);
  response.setHeader('Cache-Control', 'no-store');
  response.type('html').send(page.replaceAll(PLACEHOLDER, nonce));
}
