import { expect, it } from 'vitest';
import dynamic from '../provision-dynamic-account/node.ts';
import node from './node.ts';

// What both do is tested with the other.
it('asks the person nothing, and has the one outcome', () => {
  expect([node.callbacks, node.outcomes({}), node.mayProvide]).toEqual([[], dynamic.outcomes({}), dynamic.mayProvide]);
});
