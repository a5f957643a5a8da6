import { defineNode, makeCatalogue } from '@waygate/node-kit';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fixture, journey, nodeTypes } from './fixture.ts';

const child = (type: string) => ({ type, version: '1.0', displayName: type, config: {} });
const login = journey(
  'Login',
  {
    page: [
      'PageNode',
      { outcome: 'check' },
      {
        nodes: [
          { _id: 'n', nodeType: 'AskName' },
          { _id: 'p', nodeType: 'AskPassword' },
        ],
      },
    ],
    check: ['Check', { true: 'ok', false: 'no' }],
  },
  { innerNodes: { n: child('AskName'), p: child('AskPassword') } },
);
const outer = journey('Outer', {
  inner: ['InnerTreeEvaluatorNode', { true: 'ok', false: 'no' }, { tree: 'Login' }],
});

describe('what the engine tells', () => {
  it('has what stands on a page, before the page, and whom it is about as soon as that is known', async () => {
    const { client, visits, ended } = await fixture([login]);
    await client.start('Login');
    await client.answer({ NameCallback: 'demo', PasswordCallback: 'right' });
    expect(visits.map(({ nodeId, pageId, result }) => [nodeId, pageId, result])).toEqual([
      ['n', 'page', 'sent'],
      ['p', 'page', 'sent'],
      ['page', undefined, 'sent'],
      ['n', 'page', 'outcome'],
      ['p', 'page', 'outcome'],
      ['page', undefined, 'outcome'],
      ['check', undefined, 'true'],
    ]);
    expect(visits.every(({ username }) => username === undefined)).toBe(true);
    expect(ended).toMatchObject([{ result: 'succeeded', username: 'demo' }]);
    expect(ended[0]).not.toHaveProperty('claimed');
  });

  it('says what was claimed when nobody was identified', async () => {
    const { client, ended } = await fixture([login]);
    await client.start('Login');
    await client.answer({ NameCallback: 'demo', PasswordCallback: 'wrong' });
    expect(ended).toMatchObject([{ result: 'failed', claimed: 'demo' }]);
    expect(ended[0]).not.toHaveProperty('username');
  });

  it('has the way into an inner journey and out of it, each node in its own journey', async () => {
    const { client, visits, ended } = await fixture([login, outer]);
    await client.start('Outer');
    await client.answer({ NameCallback: 'demo', PasswordCallback: 'right' });
    expect(visits.filter(({ pageId }) => pageId === undefined).map(({ journey, nodeId, result }) => [journey, nodeId, result])).toEqual([
      ['Outer', 'inner', 'entered'],
      ['Login', 'page', 'sent'],
      ['Login', 'page', 'outcome'],
      ['Login', 'check', 'true'],
      ['Outer', 'inner', 'true'],
    ]);
    expect(visits.every(({ outermost }) => outermost.journey === 'Outer')).toBe(true);
    expect(ended).toMatchObject([{ journey: 'Outer', result: 'succeeded' }]);
  });

  it('has the outage at which a step stopped, though the step did not happen', async () => {
    const { client, visits, faults, ended } = await fixture([journey('Down', { e: ['Effect', { outcome: 'ok' }, { mode: 'down' }] })]);
    await expect(client.start('Down')).rejects.toMatchObject({ code: 'test.down' });
    expect(visits).toMatchObject([{ nodeId: 'e', result: 'failed' }]);
    expect(faults).toMatchObject([{ code: 'test.down' }]);
    expect(ended).toEqual([]);
  });

  it('has what a node measured, and nothing of that where none did', async () => {
    const measure = defineNode({
      type: 'Measure',
      displayName: 'Measure',
      category: 'utilities',
      icon: 'gauge',
      summary: '',
      config: z.object({}),
      outcomes: { outcome: 'Outcome' },
      run: ({ goTo }) => goTo('outcome', { measured: { metric: 'took', milliseconds: 5 }, audit: { a: 1 } }),
    });
    const measured = journey('Measured', { measure: ['Measure', { outcome: 'pass' }], pass: ['Pass', { outcome: 'no' }] });
    const { client, visits } = await fixture([measured], { catalogue: makeCatalogue([...nodeTypes, measure]) });
    await client.start('Measured');
    expect(visits[0]).toMatchObject({ nodeId: 'measure', measured: { metric: 'took', milliseconds: 5 }, audit: { a: 1 } });
    expect(visits[1]).not.toHaveProperty('measured');
  });
});
