import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { BEGIN, realPeople } from '../test/real-people.ts';
import node from './node.ts';

const MAPPINGS = [
  { name: 'managedUser_crm', displayName: 'CRM', accessLevel: 'Actual Profile', fields: ['mail'] },
  { name: 'managedUser_news' },
  { name: 'managedUser_own', consentRequired: false },
];
const answered = (...given: boolean[]) => given.map((accepted) => ({ type: 'ConsentMappingCallback', accepted }) as const);

it('goes on at once where nothing needs consent', async () => {
  const world = await realPeople();
  await world.set('consentMappings', { mappings: MAPPINGS.slice(2) });
  expect(await runNode(node, { ports: world.ports })).toMatchObject({ outcome: 'outcome', shared: {} });
});

it('asks for every mapping that needs it, and keeps to which the person has agreed', async () => {
  const world = await realPeople();
  await world.set('consentMappings', { mappings: MAPPINGS });
  expect((await runNode(node, { config: { message: { en: 'Share?' } }, ports: world.ports })).action).toMatchObject({
    callbacks: [
      {
        type: 'ConsentMappingCallback',
        name: 'managedUser_crm',
        displayName: 'CRM',
        fields: ['mail'],
        isRequired: false,
        message: 'Share?',
      },
      { displayName: 'managedUser_news' },
    ],
  });
  const { outcome, shared } = await runNode(node, { answers: answered(false, true), now: BEGIN, ports: world.ports });
  const consentedMappings = [{ mapping: 'managedUser_news', consentDate: new Date(BEGIN).toISOString() }];
  expect([outcome, shared]).toEqual(['outcome', { objectAttributes: { consentedMappings } }]);
  expect((await runNode(node, { answers: answered(false, false), ports: world.ports })).shared).toEqual({
    objectAttributes: { consentedMappings: [] },
  });
});

it('asks again where all are required, and when the mappings are other ones by now', async () => {
  const world = await realPeople();
  await world.set('consentMappings', { mappings: MAPPINGS });
  const run = (config: { allRequired: boolean }, ...given: boolean[]) =>
    runNode(node, { config, answers: answered(...given), ports: world.ports });
  expect((await run({ allRequired: true }, true, false)).action).toMatchObject({ callbacks: [{ isRequired: true }, {}] });
  expect((await run({ allRequired: true }, true, true)).outcome).toBe('outcome');
  expect((await run({ allRequired: false }, true)).action.kind).toBe('send');
});
