import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WaygateError } from '@waygate/schema';
import type { Response } from 'express';

/** An answer that is sent while it is made: however long it is, little of it is held. */
export class StreamedAnswer {
  readonly type: string;
  readonly parts: AsyncGenerator<string, void>;

  /** @param type of the content, without a character set: it is UTF-8 */
  constructor(type: string, parts: AsyncGenerator<string, void>) {
    this.type = type;
    this.parts = parts;
  }
}

/**
 * Sends an answer to its end; whoever reads slowly makes it wait.
 * @throws WaygateError `request.aborted` (operational) when whoever asked has gone, and whatever making it throws; the connection is cut then, so that nobody takes a part for the whole
 */
export async function sendStreamed(response: Response, { type, parts }: StreamedAnswer): Promise<void> {
  response.status(200).setHeader('Content-Type', `${type}; charset=utf-8`);
  try {
    await pipeline(Readable.from(parts, { objectMode: true, highWaterMark: 1 }), response);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_STREAM_PREMATURE_CLOSE')
      throw new WaygateError('operational', 'request.aborted', 'Whoever asked has gone.', { cause });
    throw cause;
  } finally {
    // Whoever makes it has come to its end, too, when this is over.
    await parts.return();
  }
}
