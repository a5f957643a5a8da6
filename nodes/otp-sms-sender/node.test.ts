import { runNode } from '@waygate/node-kit/testing';
import { expect, it } from 'vitest';
import { PASSWORD, PLACE, senderWorld } from '../test/sender-world.ts';
import node from './node.ts';

it('sends the code to the number of the account, and notes how that very code went out', async () => {
  const { ports, sent, oneTimeCodes, code, made } = await senderWorld();
  const { outcome, transient, shared } = await runNode(node, { secure: made, shared: { username: 'mia' }, ports });
  expect([outcome, shared]).toEqual(['outcome', { username: 'mia' }]);
  expect(sent).toMatchObject([{ channel: 'sms', to: '+49 171 1234567', personId: 'mia-id', text: expect.stringContaining(code) }]);
  const holder = { id: 'mia-id', username: 'mia', attribute: 'telephoneNumber', address: '+49 171 1234567' };
  expect(oneTimeCodes.open(PLACE, String(transient['oneTimePasswordNote']))?.ways).toEqual([
    { channel: 'sms', holder, sentAt: 1_790_000_000_000 },
  ]);
});

it.each<[string, boolean]>([
  ['run', false],
  ['an earlier run', true],
])('notes whose number it is unless it was written in during this run: changed in %s', async (run, isTheirs) => {
  const { ports, sent, oneTimeCodes, made } = await senderWorld(undefined, { addressesChanged: { telephoneNumber: run } });
  const { transient } = await runNode(node, { secure: made, shared: { username: 'mia' }, ports });
  const [way] = oneTimeCodes.open(PLACE, String(transient['oneTimePasswordNote']))?.ways ?? [];
  expect([sent.length, way?.channel, way?.holder !== undefined]).toEqual([1, 'sms', isTheirs]);
});

it('says what the author wrote, in the language of the person', async () => {
  const { ports, sent, code, made } = await senderWorld();
  const config = { smsContent: { en: 'Code {{OTP}}', de: 'Kode {{OTP}}' }, mobilePhoneAttributeName: 'telephoneNumber' };
  await runNode(node, { config, secure: made, shared: { username: 'mia' }, ports, locales: ['de'] });
  expect(sent).toMatchObject([{ text: `Kode ${code}` }]);
});

it('notes nothing of a text that does not say the code, and warns of it', async () => {
  const { ports, made } = await senderWorld();
  const config = { smsContent: { en: 'Hello' } };
  const { transient } = await runNode(node, { config, secure: made, shared: { username: 'mia' }, ports });
  expect(transient['oneTimePasswordNote']).toBeUndefined();
  expect(node.cautions(node.config.parse(config) as never)).toMatchObject([{ code: 'otp_content' }]);
  expect(node.cautions(node.config.parse({ smsContent: { en: 'Code {{OTP}}' } }) as never)).toEqual([]);
});

it('goes on in the same way for nobody and for somebody without a number, as long as nothing is proved', async () => {
  for (const [name, account] of [
    ['nobody', undefined],
    ['mia', { mail: 'mia@example.com' }],
  ] as const) {
    const { ports, sent, made } = await senderWorld(account);
    const { action } = await runNode(node, { secure: made, shared: { username: name }, ports });
    expect([action, sent]).toMatchObject([{ kind: 'goTo', outcome: 'outcome' }, []]);
  }
});

it('tells whoever has proved that it is their account that it has no number', async () => {
  const { ports, sent, made } = await senderWorld({ mail: 'mia@example.com' });
  const subject = { id: 'mia-id', username: 'mia' };
  const { action } = await runNode(node, { secure: made, shared: { username: 'mia' }, subject, evidence: [PASSWORD], ports });
  expect([action, sent]).toMatchObject([{ kind: 'refuse', message: expect.stringContaining('no telephone number') }, []]);
});

it('sends to whoever is identified, whatever name stands in the journey by now', async () => {
  const { ports, sent, made } = await senderWorld();
  const subject = { id: 'mia-id', username: 'mia' };
  await runNode(node, { secure: made, shared: { username: 'sam' }, subject, evidence: [PASSWORD], ports });
  expect(sent).toMatchObject([{ personId: 'mia-id' }]);
});

it('sends a code that a script has set, and notes nothing of it', async () => {
  const { ports, sent, made } = await senderWorld();
  const secure = { ...made, oneTimePassword: '12345678' };
  const { transient } = await runNode(node, { secure, shared: { username: 'mia' }, ports });
  expect([sent, transient]).toMatchObject([[{ text: expect.stringContaining('12345678') }], {}]);
  expect(transient).toEqual({});
});

it('is broken for everybody without a code', async () => {
  for (const name of ['mia', 'nobody']) {
    await expect(runNode(node, { shared: { username: name }, ports: (await senderWorld()).ports })).rejects.toMatchObject({
      code: 'node.code_missing',
    });
  }
});
