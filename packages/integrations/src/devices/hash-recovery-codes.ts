import type { RecoveryCodeHasher } from './recovery-code-hasher.ts';

/**
 * Hashes of codes, in their order. All of them are one turn, so that a busy queue refuses them together, before any is hashed.
 * @throws WaygateError `hash.busy` (operational)
 */
export function hashRecoveryCodes(codes: readonly string[], hasher: RecoveryCodeHasher): Promise<string[]> {
  return hasher.turn(async () => {
    const hashes: string[] = [];
    for (const code of codes) hashes.push(await hasher.hash(code));
    return hashes;
  });
}
