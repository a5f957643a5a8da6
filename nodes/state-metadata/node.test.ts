import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const told = (data: object) => ({ kind: 'send', callbacks: [{ type: 'MetadataCallback', data }] });

it('tells what the author names, as it is, and nothing else', async () => {
  const shared = { username: 'demo', custom: { a: [1] }, other: 'not named' };
  expect((await runNode(node, { config: { attributes: ['username', 'custom', 'missing'] }, shared })).action).toEqual(
    told({ username: 'demo', custom: { a: [1] } }),
  );
});

it('tells nothing of what is transient or secure, even when it is named', async () => {
  const run = {
    config: { attributes: ['password', 'code'] },
    transient: { password: 'correct horse' },
    secure: { code: 'battery staple' },
  };
  expect((await runNode(node, run)).action).toEqual(told({}));
});

it('has no outcome of its own, whatever comes back', async () => {
  expect((await runNode(node, { answers: [{ type: 'MetadataCallback', seen: true }] })).action).toEqual(told({}));
});
