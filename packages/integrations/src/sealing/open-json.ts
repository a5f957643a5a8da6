import { type Sealer, WaygateError } from '@waygate/schema';

/** @returns what was sealed, as JSON reads it; undefined when the text was not sealed for this context */
export function openJson(sealer: Sealer, context: string, sealed: string): unknown {
  try {
    return JSON.parse(sealer.open(context, sealed));
  } catch (error) {
    if (error instanceof WaygateError) return undefined;
    throw error;
  }
}
