import { expect, it } from 'vitest';
import { assertSupportedNode } from '../src/sqlite/assert-supported-node.ts';

it('refuses a Node that the SQLite binding would crash, and says what to do', () => {
  for (const version of ['18.20.8', '20.20.2', '21.7.3']) {
    expect(() => assertSupportedNode(version)).toThrow(
      `needs Node 22 or newer; this is Node ${version}. Install a newer Node, or run \`npm start\``,
    );
  }
  for (const version of ['22.0.0', '24.21.0', '100.0.0']) expect(() => assertSupportedNode(version)).not.toThrow();
});
