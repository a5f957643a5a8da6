import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { MIA, realPeople } from '../test/real-people.ts';
import node from './node.ts';

it('counts the questions that a person has answered', async () => {
  const world = await realPeople();
  await world.set('kba', { minimumAnswersToDefine: 2 });
  const kbaInfo = (count: number) => Array.from({ length: count }, (_, index) => ({ customQuestion: `${index}?`, answer: 'x' }));
  for (const [count, outcome] of [
    [0, 'false'],
    [1, 'false'],
    [2, 'true'],
    [3, 'true'],
  ] as const) {
    await world.made({ ...MIA, userName: `p${count}`, kbaInfo: kbaInfo(count) });
    expect((await runNode(node, { shared: { username: `p${count}` }, ports: world.ports })).outcome).toBe(outcome);
  }
  await expect(runNode(node, { shared: { username: 'nobody' }, ports: world.ports })).rejects.toMatchObject({
    code: 'node.person_missing',
  });
});
