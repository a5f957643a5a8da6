import { runNode } from '@waygate/node-kit/testing';
import { describe, expect, it } from 'vitest';
import node from './node.ts';

const ports = {
  agents: { verify: async (realm: string, name: string, secret: string) => `${realm} ${name} ${secret}` === '/alpha gateway s3cret-key' },
};

describe('Agent Data Store Decision', () => {
  it.each([
    ['gateway', 's3cret-key', 'true'],
    ['gateway', 'wrong-key', 'false'],
    ['nobody', 's3cret-key', 'false'],
    ['', '', 'false'],
  ])('of %o with %o takes %s', async (username, password, outcome) => {
    const result = await runNode(node, { shared: { username }, transient: { password }, ports });
    expect(result.outcome).toBe(outcome);
    expect(result.action).not.toHaveProperty('identified');
  });

  it('proves nothing of a person', () => {
    expect([node.provides, node.mayProvide]).toEqual([{}, {}]);
  });

  it('breaks when nobody has asked for a secret', async () => {
    await expect(runNode(node, { shared: { username: 'gateway' }, ports })).rejects.toMatchObject({ code: 'node.password_missing' });
  });
});
