import type { AmAnswer } from '../../api/am-client.ts';
import { stepOf } from '../../api/am-client.ts';
import { PUSH_JOURNEY, typePassword } from '../../api/sign-on.ts';
import { expect, test } from '../../fixtures.ts';

/** Headers that differ between any two answers: the time, and random ids of the request and of its sign-on. */
const EVER_NEW = new Set(['date', 'x-forgerock-transactionid', 'x-waygate-trace']);

/** Everything of an answer that a stranger could compare. A header that is ever new counts by its length. */
function visible({ status, text, headers }: AmAnswer) {
  const fixed = [...headers].map(([name, value]) => [name, EVER_NEW.has(name) ? value.length : value]);
  return { status, text, headers: fixed };
}

for (const journey of [PUSH_JOURNEY, 'Login']) {
  test(`${journey}: a wrong password and a person who is not there are answered alike`, async ({ am, person, installation }) => {
    const disabled = await installation.person();
    await installation.stores.identities.update('/alpha', disabled.id, (record) => ({ ...record, active: false }));
    const unset = await installation.person();
    await installation.stores.identities.update('/alpha', unset.id, (record) => ({ ...record, passwordHash: undefined }));
    const known = visible(await typePassword(am, journey, { ...person, password: 'wrong password' }));
    expect(known).toMatchObject({ status: 401, text: expect.stringContaining('Login failure') });
    for (const stranger of [
      { ...person, username: 'nobody-at-all', password: person.password },
      { ...person, username: `${person.username} `, password: 'wrong password' },
      { ...disabled, password: 'wrong password' },
      { ...unset, password: 'wrong password' },
      { ...person, username: '', password: 'wrong password' },
      { ...person, password: '' },
    ]) {
      expect(visible(await typePassword(am, journey, stranger)), stranger.username).toEqual(known);
    }
  });
}

test('the first page does not depend on who comes', async ({ am, person }) => {
  const page = stepOf(await am.start(PUSH_JOURNEY));
  const again = stepOf(await am.start(PUSH_JOURNEY, {}, { 'x-openam-username': person.username, 'x-openam-password': person.password }));
  expect({ ...again, authId: '' }).toEqual({ ...page, authId: '' });
});

test('who asks for the devices of another is told the same whether they exist or not', async ({ am, person, installation }) => {
  const other = await installation.person();
  const { tokenId } = (await typePassword(am, 'Login', person)).body;
  const cookie = { cookie: `iPlanetDirectoryPro=${String(tokenId)}` };
  const known = await am.send('GET', `users/${other.username}/devices/2fa/push?_queryFilter=true`, cookie);
  const unknown = await am.send('GET', 'users/nobody-at-all/devices/2fa/push?_queryFilter=true', cookie);
  expect(known.status).toBe(403);
  expect(visible(unknown)).toEqual(visible(known));
});
