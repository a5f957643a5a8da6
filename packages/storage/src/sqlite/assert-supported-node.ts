import { WaygateError } from '@waygate/schema';

/** The oldest Node whose native interface the SQLite binding works with; on an older one it takes the process down without a word. */
const OLDEST_NODE = 22;

/**
 * @param version as in `process.versions.node`
 * @throws WaygateError `storage.node_too_old` (operational)
 */
export function assertSupportedNode(version: string): void {
  if (Number.parseInt(version, 10) >= OLDEST_NODE) return;
  throw new WaygateError(
    'operational',
    'storage.node_too_old',
    `The embedded store needs Node ${OLDEST_NODE} or newer; this is Node ${version}. Install a newer Node, or run \`npm start\`, which brings its own.`,
  );
}
