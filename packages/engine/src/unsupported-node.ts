import { defineNode, type NodeType } from '@waygate/node-kit';
import type { PageChild } from '@waygate/schema';
import { z } from 'zod';

/** Stands in a journey for a node that this server cannot run: it has no outcome, and whoever gets there fails to sign on. */
export function unsupportedNode({ type, version = '1.0' }: PageChild): NodeType {
  return defineNode({
    type,
    version,
    displayName: type,
    category: 'utilities',
    icon: 'puzzle',
    summary: '',
    config: z.looseObject({}),
    outcomes: {},
    texts: {
      refused: {
        en: 'This way of signing on has a step that cannot be run here. Choose another way, or tell whoever runs this service.',
        de: 'Diese Art der Anmeldung hat einen Schritt, der hier nicht ausgeführt werden kann. Wählen Sie eine andere, oder sagen Sie es dem Betreiber dieses Dienstes.',
      },
    },
    run: ({ node, text }) => ({
      kind: 'refuse',
      code: 'node.unsupported',
      message: text('refused'),
      fault: `This server cannot run "${node.displayName}" (${node.id}): ${type} in version ${version} is not there.`,
    }),
  });
}
