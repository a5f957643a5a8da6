import type { NodeRun } from '@waygate/node-kit/testing';
import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { PASSWORD, PLACE, senderWorld } from '../test/sender-world.ts';
import node from './node.ts';

/** What was sent in a run, and how the code went out by its note. */
async function mailed(run: NodeRun, account?: Readonly<Record<string, string>>) {
  const { ports, sent, oneTimeCodes, code, made } = await senderWorld(account);
  const { action, transient } = await runNode(node, { secure: made, ports, ...run });
  return { action, sent, code, ways: oneTimeCodes.open(PLACE, String(transient['oneTimePasswordNote']))?.ways };
}

it('mails the code to the address of the account', async () => {
  const { sent, ways, code } = await mailed({ shared: { username: 'mia' } });
  expect(sent).toMatchObject([{ channel: 'email', to: 'Mia@example.com', subject: 'Your code', text: expect.stringContaining(code) }]);
  expect(sent[0]).not.toHaveProperty('mailServer');
  expect(ways).toMatchObject([{ channel: 'email', holder: { id: 'mia-id', attribute: 'mail', address: 'Mia@example.com' } }]);
});

it.each([
  ['emailAddress', { username: 'mia', emailAddress: 'other@example.com', objectAttributes: { mail: 'third@example.com' } }],
  ['the attribute as it was typed', { username: 'mia', objectAttributes: { mail: 'other@example.com' } }],
])('takes %s before the address of the account, which proves nothing of the account', async (_, shared) => {
  const { sent, ways } = await mailed({ shared });
  expect(sent).toMatchObject([{ to: 'other@example.com' }]);
  expect(sent[0]).not.toHaveProperty('personId');
  expect(ways).toEqual([{ channel: 'email', sentAt: 1_790_000_000_000 }]);
});

it('writes to the account in the spelling that it has, however it was typed', async () => {
  const { sent, ways } = await mailed({ shared: { username: 'mia', emailAddress: 'mia@EXAMPLE.com' } });
  expect(sent).toMatchObject([{ to: 'Mia@example.com' }]);
  expect(ways).toMatchObject([{ holder: { id: 'mia-id' } }]);
});

it('names its own mail server and sender, for whoever decides whether they are used', async () => {
  const config = { hostName: 'mail.bank.example', hostPort: 587, username: 'way', password: 'a secret', sslOption: 'START_TLS' };
  const { sent } = await mailed({ config: { ...config, fromEmailAddress: 'bank@example.com' }, shared: { username: 'mia' } });
  const mailServer = { host: 'mail.bank.example', port: 587, tls: 'required', username: 'way', password: 'a secret' };
  expect(sent).toMatchObject([{ from: 'bank@example.com', mailServer }]);
});

it('goes on in the same way for nobody and for somebody without an address, as long as nothing is proved', async () => {
  expect(await mailed({ shared: { username: 'nobody' } })).toMatchObject({ action: { outcome: 'outcome' }, sent: [] });
  expect(await mailed({ shared: { username: 'mia' } }, {})).toMatchObject({ action: { outcome: 'outcome' }, sent: [] });
});

it('tells whoever has proved that it is their account that it has no address', async () => {
  const { action, sent } = await mailed({ subject: { id: 'mia-id', username: 'mia' }, evidence: [PASSWORD] }, {});
  expect([action, sent]).toMatchObject([{ kind: 'refuse', message: expect.stringContaining('no e-mail address') }, []]);
});

it('is broken without a code', async () => {
  await expect(runNode(node, { ports: (await senderWorld()).ports })).rejects.toMatchObject({ code: 'node.code_missing' });
});
