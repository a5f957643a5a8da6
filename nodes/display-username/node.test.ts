import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { realPeople } from '../test/real-people.ts';
import node from './node.ts';

it('shows the name of the person who has the address, and goes on', async () => {
  const world = await realPeople();
  await world.made();
  const shared = { objectAttributes: { mail: 'mia@example.com' } };
  const { action } = await runNode(node, { shared, ports: world.ports });
  expect(action).toMatchObject({ callbacks: [{ type: 'TextOutputCallback', message: 'mia', messageType: 'information' }] });
  const answers = [{ type: 'TextOutputCallback', seen: true }] as const;
  expect((await runNode(node, { shared, answers, ports: world.ports })).outcome).toBe('outcome');
});

it('shows what the journey knows already, or another attribute', async () => {
  const world = await realPeople();
  await world.made();
  const shown = async (run: Parameters<typeof runNode>[1]) => (await runNode(node, { ...run, ports: world.ports })).action;
  expect(await shown({ shared: { objectAttributes: { userName: 'known' } } })).toMatchObject({ callbacks: [{ message: 'known' }] });
  expect(await shown({ shared: { username: 'mia' }, config: { userName: 'sn' } })).toMatchObject({ callbacks: [{ message: 'Muster' }] });
});

it('is broken when there is no such person', async () => {
  const { ports } = await realPeople();
  await expect(runNode(node, { shared: { objectAttributes: { mail: 'x@example.com' } }, ports })).rejects.toMatchObject({
    code: 'node.person_missing',
  });
});
