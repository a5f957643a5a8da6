import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const shared = { username: 'demo', objectAttributes: { sn: '<img src=x onerror=alert(1)>' } };

it('shows an author who tries a draft what the journey knows, as text', async () => {
  expect((await runNode(node, { shared, preview: true })).action).toEqual({
    kind: 'send',
    callbacks: [
      {
        type: 'TextOutputCallback',
        messageType: 'information',
        message:
          '<b>username</b>: &quot;demo&quot;<br><b>objectAttributes</b>: {&quot;sn&quot;:&quot;&lt;img src=x onerror=alert(1)&gt;&quot;}',
      },
    ],
  });
});

it('goes on when the author has seen it', async () => {
  const answers = [{ type: 'TextOutputCallback', seen: true }] as const;
  expect((await runNode(node, { shared, preview: true, answers })).outcome).toBe('outcome');
});

it('shows nobody else anything, and does not stop', async () => {
  expect((await runNode(node, { shared })).action).toEqual({ kind: 'goTo', outcome: 'outcome' });
});

it('does not stop the author either when that is switched off', async () => {
  expect((await runNode(node, { shared, preview: true, config: { popupEnabled: false } })).outcome).toBe('outcome');
});

it('reads nothing of the state itself, so that nothing secret is kept for it', () => {
  expect([node.reads, node.dynamicReads(node.config.parse({}) as never)]).toEqual([[], []]);
});
