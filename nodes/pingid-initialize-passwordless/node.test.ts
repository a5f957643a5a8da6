import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { hashHandle } from '../pingid/passwordless-handle.ts';
import { BEGIN } from '../test/real-people.ts';
import node from './node.ts';

it('makes a handle of 32 bytes that only its hash is kept of', async () => {
  const { outcome, transient, shared, guarded } = await runNode(node, { now: BEGIN, clientIp: '192.0.2.7' });
  expect(outcome).toBe('outcome');
  const handle = String(transient['passwordlessContext']);
  expect(handle).toMatch(/^[A-Za-z0-9_-]{43}$/);
  const passwordlessRecord = { hash: await hashHandle(handle), openedAt: BEGIN, expiresAt: BEGIN + 300_000 };
  expect(guarded).toEqual({ passwordlessRecord });
  expect(Object.keys(transient)).toEqual(['passwordlessContext']);
  expect(shared).toEqual({ pingIdOutput: expect.objectContaining({ status: 'STARTED', sub: '', accessingDevice: { ip: '192.0.2.7' } }) });
  expect((await runNode(node)).transient['passwordlessContext']).not.toBe(handle);
});

it('holds its input to the limits of the connector, and keeps none of it', async () => {
  const { shared } = await runNode(node, {
    shared: { pingIdInput: { properties: { customAuth: { pingIdProperties: 'use_base64_key=…' } } } },
  });
  expect(shared).not.toHaveProperty('pingIdInput');
  await expect(runNode(node, { shared: { pingIdInput: { properties: {} } } })).rejects.toMatchObject({ code: 'pingid.input' });
});
