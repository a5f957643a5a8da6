import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { MIA, realPeople } from '../test/real-people.ts';
import node from './node.ts';

it('looks at both scopes, and null is nothing', async () => {
  const { ports } = await realPeople();
  const { userName = '', ...others } = MIA;
  const all = { shared: { objectAttributes: { userName } }, transient: { objectAttributes: others } };
  expect((await runNode(node, { ...all, ports })).outcome).toBe('true');
  expect((await runNode(node, { ...all, shared: {}, ports })).outcome).toBe('false');
  expect((await runNode(node, { ...all, shared: { objectAttributes: { userName: null } }, ports })).outcome).toBe('false');
  expect((await runNode(node, { ports })).outcome).toBe('false');
});

it('is broken about another managed object than its journey, unless it names none', async () => {
  const { ports } = await realPeople();
  const about = (identityResource: string, ofJourney?: string) =>
    runNode(node, { config: { identityResource }, ports, ...(ofJourney === undefined ? {} : { identityResource: ofJourney }) });
  await expect(about('managed/bravo_user', 'managed/alpha_user')).rejects.toMatchObject({ code: 'node.identity_resource' });
  for (const fitting of [
    about('managed/alpha_user', 'managed/alpha_user'),
    about('managed/user', 'managed/alpha_user'),
    about('managed/x'),
  ]) {
    expect((await fitting).outcome).toBe('false');
  }
});
