import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const config = { failureMessage: { en: 'Ring us up.', de: 'Rufen Sie uns an.' }, failureDetails: { hotline: '42' } };

it.each([
  ['de-CH', 'Rufen Sie uns an.'],
  ['en', 'Ring us up.'],
])('says it in %s', async (locale, message) => {
  expect((await runNode(node, { config, locales: [locale] })).action).toEqual({
    kind: 'goTo',
    outcome: 'outcome',
    endWishes: { failure: { message, details: { hotline: '42' } } },
  });
});

it('leaves the usual message where the author gives none', async () => {
  expect((await runNode(node)).action).toEqual({ kind: 'goTo', outcome: 'outcome', endWishes: { failure: { details: {} } } });
});

it('lets no secret into the answer', async () => {
  const failureDetails = { link: 'pushauth://push/x?s=secret' };
  await expect(runNode(node, { config: { failureDetails } })).rejects.toThrow('details.link');
});
