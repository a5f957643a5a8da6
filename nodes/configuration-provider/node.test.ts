import { makeCatalogue, mayBeImitated, type NodeType } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import type { JsonObject } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { nodeTypes } from '../index.ts';
import node from './node.ts';

const catalogue = makeCatalogue(nodeTypes);
const linked = catalogue.get('ConfigProviderNode');
const idsOf = (type: NodeType | undefined, config: JsonObject) => type?.outcomes(config).map(({ id }) => id);

describe('what a Configuration Provider runs as', () => {
  it.each([
    ['MessageNode', ['true', 'false', 'CONFIGURATION_FAILED']],
    ['InnerTreeEvaluatorNode', ['true', 'false', 'error', 'CONFIGURATION_FAILED']],
    ['EmailTemplateNode', ['EMAIL_SENT', 'EMAIL_NOT_SENT', 'CONFIGURATION_FAILED']],
    ['', ['CONFIGURATION_FAILED']],
  ])('gives it every outcome of %s and one for failure', (nodeType, ids) => {
    expect(idsOf(linked, { nodeType })).toEqual(ids);
  });

  it('has every outcome that a type can have, for each that it can run as', () => {
    for (const type of nodeTypes.filter(mayBeImitated)) {
      const acting = linked?.actingAs?.({ nodeType: type.type });
      expect([type.type, acting?.imitates?.type]).toEqual([type.type, type.type]);
      const ids = idsOf(acting, { nodeType: type.type }) ?? [];
      expect(ids).toEqual(expect.arrayContaining([...Object.keys(type.provides), ...Object.keys(type.mayProvide), 'CONFIGURATION_FAILED']));
      expect(acting).toMatchObject({ kind: type.kind, callbacks: type.callbacks, provides: type.provides, mayProvide: type.mayProvide });
    }
  });

  it('is never a type whose outcomes authors name, a page or itself', () => {
    const others = nodeTypes.filter((type) => !mayBeImitated(type)).map(({ type }) => type);
    expect(others).toEqual(expect.arrayContaining(['ScriptedDecisionNode', 'ChoiceCollectorNode', 'PageNode', 'ConfigProviderNode']));
    for (const nodeType of [...others, 'NoSuchNode']) expect(linked?.actingAs?.({ nodeType })).toBeUndefined();
  });

  it('reads what the script reads and the type reads, and anything where that follows from what is made', () => {
    const acting = (nodeType: string) => linked?.actingAs?.({ nodeType });
    const config = { scriptInputs: ['tier'] };
    expect(acting('MessageNode')?.dynamicReads(config)).toEqual(['tier']);
    expect(acting('DataStoreDecisionNode')?.reads.map(({ name }) => name)).toEqual(expect.arrayContaining(['username', 'password']));
    expect(acting('InnerTreeEvaluatorNode')?.dynamicReads(config)).toEqual(['*']);
  });
});

it('is run by the engine', async () => {
  await expect(runNode(node, { config: { nodeType: 'MessageNode' } })).rejects.toThrow('run by the engine');
});

it.each([
  [{}, 1],
  [{ script: '[Empty]' }, 1],
  [{ script: 's' }, 0],
])('tells its author of %o when no script is chosen', (config, cautions) => {
  expect(node.cautions(config)).toHaveLength(cautions);
});
