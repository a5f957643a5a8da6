import { createSealer, KeyRing } from '@waygate/integrations';
import { SUCCESS_ID } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';
import { expect, it } from 'vitest';
import { offlineCodeByPassword } from '../src/offline-code-by-password.ts';
import { journeyOf, node } from './house.ts';

const registration = (allowWithoutSecondFactor: boolean) =>
  node('OfflineCodeRegistrationNode', { allowWithoutSecondFactor }, { success: SUCCESS_ID });
const inner = (tree: string) => node('InnerTreeEvaluatorNode', { tree }, { true: SUCCESS_ID });

it.each([
  ['sets codes up by a password', 'Open', true],
  ['asks for a second factor', 'Strict', false],
  ['says nothing of it', 'Silent', false],
  ['runs one inside itself that does, beside one that does not', 'Outer', true],
  ['runs one two deep that does', 'Outermost', true],
  ['runs itself, and one that is not there', 'Circle', false],
  ['is not published', 'Nowhere', false],
])('a journey that %s', async (_, name, expected) => {
  const stores = openMemoryStores({ sealer: createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]]))) });
  const journeys = {
    Open: { register: registration(true) },
    Strict: { register: registration(false) },
    Silent: { register: node('OfflineCodeRegistrationNode', {}, { success: SUCCESS_ID }) },
    Outer: { first: inner('Strict'), second: inner('Open') },
    Outermost: { only: inner('Outer') },
    Circle: { again: inner('Circle'), missing: inner('Nowhere') },
  };
  const documents = Object.entries(journeys).map(([title, nodes]) => journeyOf(nodes, title));
  await stores.journeys.publish('/alpha', documents, { at: 1, author: 'a', note: '' });
  expect(await offlineCodeByPassword({ stores }, '/alpha', name)).toBe(expected);
});
