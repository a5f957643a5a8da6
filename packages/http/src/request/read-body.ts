import type { IncomingMessage } from 'node:http';
import { WaygateError } from '@waygate/schema';
import { noteBody } from './brought-by.ts';

/**
 * Reads a body as UTF-8 text, at most `limit` bytes of it.
 * @throws WaygateError `request.too_large` (input), `request.broken_off` (input) when the client went away
 */
export function readBody(request: IncomingMessage, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    if (Number(request.headers['content-length'] ?? 0) > limit) {
      request.resume();
      reject(tooLarge(limit));
      return;
    }
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on('end', () => {
      if (size > limit) reject(tooLarge(limit));
      else {
        const body = chunks.length === 1 ? (chunks[0] as Buffer).toString('utf8') : Buffer.concat(chunks).toString('utf8');
        noteBody(request, body);
        resolve(body);
      }
    });
    request.on('error', (cause) => reject(new WaygateError('input', 'request.broken_off', 'The request broke off.', { cause })));
    request.on('close', () => {
      if (!request.complete) reject(new WaygateError('input', 'request.broken_off', 'The request broke off.'));
    });
  });
}

function tooLarge(limit: number): WaygateError {
  return new WaygateError('input', 'request.too_large', `The request is larger than ${Math.floor(limit / 1024)} KiB.`);
}
