import { z } from 'zod';
import { journeyDocument } from '../journey-document.ts';
import type { CatalogueOutcome } from './catalogue-node.ts';
import type { JourneyProblem } from './journey-problem.ts';

/** Body of a check: a journey as it stands on somebody's canvas. */
export const journeyCheckRequest = z.object({ document: journeyDocument });

/** What the server says of a journey without keeping it. */
export interface JourneyCheck {
  readonly problems: readonly JourneyProblem[];
  /** Outcomes by node id; null where they cannot be told, because the type is unknown or the configuration is not right. */
  readonly outcomes: Readonly<Record<string, readonly CatalogueOutcome[] | null>>;
}
