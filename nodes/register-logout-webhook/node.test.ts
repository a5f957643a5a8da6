import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import node from './node.ts';

const ports = { webhooks: { exists: async (realm: string, name: string) => realm === '/alpha' && name === 'crm' } };

it('wants the webhook to be told of the end of the session', async () => {
  expect((await runNode(node, { config: { webhookName: 'crm' }, ports })).action).toEqual({
    kind: 'goTo',
    outcome: 'outcome',
    endWishes: { webhooks: ['crm'] },
  });
});

it('says which webhook the realm does not have', async () => {
  await expect(runNode(node, { config: { webhookName: 'gone' }, ports })).rejects.toMatchObject({
    kind: 'authoring',
    code: 'webhook.missing',
    message: expect.stringContaining('gone'),
  });
});

it.each([[{}], [{ webhookName: '' }]])('does not take %o', (config) => {
  expect(node.config.safeParse(config).success).toBe(false);
});
