import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { BEGIN, realPeople } from '../test/real-people.ts';
import node from './node.ts';

const TERMS = {
  active: '2.0',
  versions: [
    { version: '1.0', createDate: '2025-01-01T00:00:00Z', termsTranslations: { en: 'Old' } },
    { version: '2.0', createDate: '2026-01-01T00:00:00Z', termsTranslations: { en: 'New terms', de: 'Neue Bedingungen' } },
  ],
};
const answered = (accepted: boolean) => [{ type: 'TermsAndConditionsCallback', accepted }] as const;

it('shows the terms in force in the language of the person', async () => {
  const world = await realPeople();
  await world.set('terms', TERMS);
  const { action, shared } = await runNode(node, { locales: ['de-CH'], ports: world.ports });
  expect(action).toMatchObject({
    callbacks: [{ type: 'TermsAndConditionsCallback', version: '2.0', terms: 'Neue Bedingungen', createDate: '2026-01-01T00:00:00Z' }],
  });
  expect(shared).toEqual({ termsVersion: '2.0' });
});

it('goes on when they are accepted, and asks again until then', async () => {
  const world = await realPeople();
  await world.set('terms', TERMS);
  const run = (accepted: boolean, termsVersion: string) =>
    runNode(node, { answers: answered(accepted), shared: { termsVersion }, now: BEGIN, ports: world.ports });
  const { outcome, shared } = await run(true, '2.0');
  expect(outcome).toBe('outcome');
  expect(shared['termsAccepted']).toEqual({ acceptDate: new Date(BEGIN).toISOString(), termsVersion: '2.0' });
  expect((await run(false, '2.0')).action.kind).toBe('send');
});

it('does not take the old terms for the new ones', async () => {
  const world = await realPeople();
  await world.set('terms', TERMS);
  const { action, shared } = await runNode(node, { answers: answered(true), shared: { termsVersion: '1.0' }, ports: world.ports });
  expect([action.kind, shared]).toEqual(['send', { termsVersion: '2.0' }]);
});

it('is broken where no terms are in force', async () => {
  const world = await realPeople();
  await expect(runNode(node, { ports: world.ports })).rejects.toMatchObject({ code: 'node.no_terms' });
  await world.set('terms', { ...TERMS, active: '3.0' });
  await expect(runNode(node, { ports: world.ports })).rejects.toMatchObject({ code: 'node.no_terms' });
});
