import { runNode } from '@waygate/node-kit/testing';
import { describe, expect, it } from 'vitest';
import { decodeHeaderWords } from './decode-header-words.ts';
import node from './node.ts';

const headers = { 'x-openam-username': 'demo', 'x-openam-password': 'correct horse' };

it('takes credentials from headers, the password for this request only', async () => {
  const { outcome, shared, transient } = await runNode(node, { headers });
  expect([outcome, shared, transient]).toEqual(['true', { username: 'demo' }, { password: 'correct horse' }]);
});

it('takes headers of other names, in any spelling', async () => {
  const config = { usernameHeader: 'X-User', passwordHeader: 'X-PASS' };
  expect((await runNode(node, { config, headers })).outcome).toBe('false');
  expect((await runNode(node, { config, headers: { 'x-user': 'demo', 'x-pass': 'correct horse' } })).outcome).toBe('true');
});

it.each([
  ['nothing', {}],
  ['no password', { 'x-openam-username': 'demo' }],
  ['no name', { 'x-openam-password': 'correct horse' }],
])('says so when there is %s', async (_, given) => {
  const { outcome, shared, transient } = await runNode(node, { headers: given });
  expect([outcome, shared, transient]).toEqual(['false', {}, {}]);
});

it.each(['x-openam-username', 'x-openam-password'])('refuses a request with %s twice', async (name) => {
  await expect(runNode(node, { headers: { ...headers, [name]: ['a', 'b'] } })).rejects.toMatchObject({
    kind: 'input',
    code: 'zero_page.header_repeated',
  });
});

describe('referer', () => {
  const run = async (config: object, referer?: string) =>
    (await runNode(node, { config: { ...config }, headers: { ...headers, ...(referer === undefined ? {} : { referer }) } })).outcome;
  const good = 'https://good.example/';
  it.each([
    [{}, undefined, 'true'],
    [{}, good, 'true'],
    [{ allowWithoutReferer: false }, undefined, 'false'],
    [{ allowWithoutReferer: false }, good, 'true'],
    [{ referrerWhiteList: [good] }, undefined, 'true'],
    [{ referrerWhiteList: [good] }, good, 'true'],
    [{ referrerWhiteList: [good] }, 'https://bad.example/', 'false'],
    [{ referrerWhiteList: [good] }, `${good}more`, 'false'],
    [{ referrerWhiteList: [good], allowWithoutReferer: false }, undefined, 'false'],
  ] as const)('with %o and %o is %o', async (config, referer, outcome) => {
    expect(await run(config, referer)).toBe(outcome);
  });
});

describe('encoded words', () => {
  it.each([
    ['=?UTF-8?B?SsO8cmc=?=', 'Jürg'],
    ['=?utf-8?Q?p=C3=A4ss_w?=', 'päss w'],
    ['=?ISO-8859-1?Q?J=FCrg?=', 'Jürg'],
    ['=?UTF-8?B?SsO8?= =?UTF-8?B?cmc=?=', 'Jürg'],
    ['plain', 'plain'],
    ['=?UTF-8?B?not base64?=', '=?UTF-8?B?not base64?='],
    ['=?x-unheard-of?B?YQ==?=', '=?x-unheard-of?B?YQ==?='],
    ['=?UTF-8?B?/w==?=', '=?UTF-8?B?/w==?='],
    ['a=?=b', 'a=?=b'],
  ])('%s is read as %s', (written, meant) => {
    expect(decodeHeaderWords(written)).toBe(meant);
  });
});
