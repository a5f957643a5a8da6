import { z } from 'zod';
import { journeyDocument } from '../journey-document.ts';

/** Makes a preview of a journey as it stands on the canvas. */
export const previewRequest = z.object({ document: journeyDocument });

/** A right to run one draft, for the administrator who made it. The run makes no session. */
export interface PreviewTicket {
  readonly ticket: string;
  /** Where the console's host leads to the hosted page: a path. */
  readonly url: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}
