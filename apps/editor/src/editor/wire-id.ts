import type { OutcomeSource } from '../document/outcome-source.ts';

/** Names a wire by where it begins: an outcome has one wire at most. */
export function wireId({ nodeId, outcome }: OutcomeSource): string {
  return JSON.stringify([nodeId, outcome]);
}

/** @returns undefined for what no wire is called */
export function readWireId(id: string): OutcomeSource | undefined {
  try {
    const parsed: unknown = JSON.parse(id);
    if (!Array.isArray(parsed)) return undefined;
    const [nodeId, outcome] = parsed as unknown[];
    return typeof nodeId === 'string' && typeof outcome === 'string' ? { nodeId, outcome } : undefined;
  } catch {
    return undefined;
  }
}
