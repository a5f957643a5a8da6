import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { wireStep } from '@waygate/schema';
import { AmClient, stepOf, tokenOf, typesOf } from '../../api/am-client.ts';
import { RawPhone } from '../../api/raw-phone.ts';
import { enrol, linkOn, numberOn, PUSH_JOURNEY, pollOn, toQrPage, typePassword } from '../../api/sign-on.ts';
import { expect, test } from '../../fixtures.ts';
import { Installation } from '../../server/installation.ts';

const cookie = (token: string) => ({ cookie: `iPlanetDirectoryPro=${token}` });

test('the session cookie is for this server alone and out of reach of scripts', async ({ am, person }) => {
  const end = await typePassword(am, 'Login', person);
  expect(end.headers.getSetCookie()).toContain(`iPlanetDirectoryPro=${tokenOf(end)}; Path=/; HttpOnly; SameSite=Lax`);
  expect(Buffer.from(tokenOf(end), 'base64url')).toHaveLength(32);
  expect(end.headers.get('cache-control')).toBe('no-store');
});

test('over https the cookie has the prefix that no sub-domain can set', async () => {
  const installation = await Installation.create({ WAYGATE_PUBLIC_URL: 'https://sso.example.test' });
  const am = new AmClient(`http://localhost:${installation.server.port}`);
  const person = await installation.person();
  const end = await typePassword(am, 'Login', person);
  const token = tokenOf(end);
  expect(end.headers.getSetCookie()).toContain(`__Host-iPlanetDirectoryPro=${token}; Path=/; HttpOnly; SameSite=Lax; Secure`);
  expect((await am.post('sessions?_action=getSessionInfo', {}, cookie(token))).status).toBe(401);
  expect((await am.post('sessions?_action=getSessionInfo', {}, { cookie: `__Host-iPlanetDirectoryPro=${token}` })).status).toBe(200);
  expect((await am.send('GET', 'serverinfo/*')).body).toMatchObject({ cookieName: '__Host-iPlanetDirectoryPro', secureCookie: true });
  await installation.remove();
});

test('every authentication makes a new token, and a cookie that was planted before is worth nothing after', async ({ am, person }) => {
  const planted = 'A'.repeat(43);
  const page = stepOf(await am.start('Login', {}, cookie(planted)));
  const first = tokenOf(await am.answer(page, { 'User Name': person.username, Password: person.password }));
  expect(first).not.toBe(planted);
  expect((await am.sessionInfo(planted)).status).toBe(401);
  const again = stepOf(await am.start('Login', { ForceAuth: 'true' }, cookie(first)));
  const second = tokenOf(await am.answer(again, { 'User Name': person.username, Password: person.password }));
  expect(second).not.toBe(first);
  expect((await am.sessionInfo(first)).status, 'the session that was upgraded').toBe(401);
  expect((await am.sessionInfo(second)).status).toBe(200);
});

test('a step-up that is broken off, fails, or ends as somebody else leaves the old session as it was', async ({
  am,
  person,
  installation,
}) => {
  const token = tokenOf(await typePassword(am, 'Login', person));
  stepOf(await am.start('Login', { ForceAuth: 'true' }, cookie(token)));
  expect((await am.sessionInfo(token)).body).toMatchObject({ username: person.username });
  const failed = stepOf(await am.start('Login', { ForceAuth: 'true' }, cookie(token)));
  expect((await am.answer(failed, { 'User Name': person.username, Password: 'wrong password' })).status).toBe(401);
  expect((await am.sessionInfo(token)).body).toMatchObject({ username: person.username });
  const other = await installation.person();
  const page = stepOf(await am.start('Login', { ForceAuth: 'true' }, cookie(token)));
  const theirs = tokenOf(await am.answer(page, { 'User Name': other.username, Password: other.password }));
  expect((await am.sessionInfo(token)).body).toMatchObject({ username: person.username });
  expect((await am.sessionInfo(theirs)).body).toMatchObject({ username: other.username });
});

test('a session does for the journey that it completed and not for another', async ({ am, person }) => {
  const token = tokenOf(await typePassword(am, 'Login', person));
  expect(tokenOf(await am.start('Login', {}, cookie(token)))).toBe(token);
  expect(typesOf(stepOf(await am.start(PUSH_JOURNEY, {}, cookie(token))))).toContain('PasswordCallback');
});

test('noSession signs on without a session', async ({ am, person }) => {
  const page = stepOf(await am.start('Login', { noSession: 'true' }));
  const end = await am.answer(page, { 'User Name': person.username, Password: person.password });
  expect(end.body).toEqual({ message: 'Authentication Successful', successUrl: expect.any(String), realm: '/alpha' });
  expect(end.headers.getSetCookie().join()).not.toContain('iPlanetDirectoryPro');
});

test('a page of another site cannot use the cookie', async ({ am, person }) => {
  const token = tokenOf(await typePassword(am, 'Login', person));
  const plain = (resource: string) =>
    fetch(am.resource(resource), {
      method: 'POST',
      headers: { ...cookie(token), 'content-type': 'text/plain', origin: 'https://evil.example' },
    });
  for (const resource of ['sessions?_action=logout', 'sessions?_action=getSessionInfo', 'users?_action=idFromSession']) {
    const refused = await plain(resource);
    expect(refused.status, resource).toBe(403);
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  }
  expect((await am.sessionInfo(token)).status).toBe(200);
});

test('a session ends when its owner says so, here or on all other devices, and a stranger cannot end it', async ({
  am,
  person,
  installation,
}) => {
  const mine = tokenOf(await typePassword(am, 'Login', person));
  const elsewhere = tokenOf(await typePassword(am, 'Login', person));
  const stranger = tokenOf(await typePassword(am, 'Login', await installation.person()));
  const listed = (await am.send('GET', 'sessions?_queryFilter=true', cookie(mine))).body as {
    result: { sessionHandle: string; current: boolean }[];
  };
  const others = listed.result.filter(({ current }) => !current).map(({ sessionHandle }) => sessionHandle);
  expect(others).toHaveLength(1);
  const byStranger = await am.post('sessions?_action=logoutByHandle', { sessionHandles: others }, cookie(stranger));
  expect(byStranger.body).toEqual({ result: { [others[0] ?? '']: false } });
  expect((await am.sessionInfo(elsewhere)).status).toBe(200);
  const byMe = await am.post('sessions?_action=logoutByHandle', { sessionHandles: others }, cookie(mine));
  expect(byMe.body).toEqual({ result: { [others[0] ?? '']: true } });
  expect((await am.sessionInfo(elsewhere)).status).toBe(401);
  expect((await am.post('sessions?_action=logout', {}, cookie(mine))).body).toEqual({ result: 'Successfully logged out' });
  expect((await am.sessionInfo(mine)).status).toBe(401);
  expect((await am.post('sessions?_action=logout', {}, cookie(mine))).status).toBe(401);
});

test('nobody is anybody without a session, whatever the body says', async ({ am, person }) => {
  for (const token of ['', 'x', 'A'.repeat(43), '*', 'null', `${'A'.repeat(5_000)}`]) {
    const headers = cookie(token);
    expect((await am.post('users?_action=idFromSession', { username: person.username, id: person.id }, headers)).status).toBe(401);
    expect((await am.send('GET', `users/${person.username}`, headers)).status).toBe(401);
    expect((await am.send('GET', `users/${person.username}/devices/2fa/push?_queryFilter=true`, headers)).status).toBe(401);
    expect((await am.send('GET', 'sessions?_queryFilter=true', headers)).status).toBe(401);
  }
});

test('another spelling of an address is another address', async ({ installation, person, am }) => {
  const token = tokenOf(await typePassword(am, 'Login', person));
  for (const path of [
    `/AM/json/realms/root/realms/alpha/users/${person.username}`,
    `/am/JSON/realms/alpha/users/${person.username}`,
    `/am/json/realms/alpha/Users/${person.username}`,
  ]) {
    expect((await fetch(`${installation.server.url}${path}`, { headers: cookie(token) })).status, path).toBe(404);
  }
  expect((await am.send('GET', `users/${person.username.toUpperCase()}`, cookie(token))).status).toBe(403);
});

test('a phone is removed only by somebody who has just shown the second factor', async ({ am, person, phone, installation }) => {
  const journey = await installation.pushJourney({ 'Push Wait': { secondsToWait: 1 } });
  const { waiting } = await enrol(am, journey, person, phone);
  await phone.received(1);
  const passwordOnly = tokenOf(await typePassword(am, 'Login', person));
  const list = `users/${person.username}/devices/2fa/push`;
  const devices = (await am.send('GET', `${list}?_queryFilter=true`, cookie(passwordOnly))).body as {
    result: { uuid: string; deviceName: string }[];
  };
  expect(devices.result).toMatchObject([{ deviceName: 'Pixel 9' }]);
  expect(JSON.stringify(devices)).not.toMatch(/secret|recovery|communicationId/i);
  const uuid = devices.result[0]?.uuid ?? '';
  const refused = await am.send('DELETE', `${list}/${uuid}`, cookie(passwordOnly));
  expect(refused.body).toMatchObject({ code: 403, message: expect.stringContaining('second factor') });
  expect(await phone.answer({ choose: 'right', refused: false }, numberOn(waiting))).toBe(true);
  const strong = tokenOf(await pollOn(am, waiting));
  const stranger = tokenOf(await typePassword(am, 'Login', await installation.person()));
  expect((await am.send('DELETE', `${list}/${uuid}`, cookie(stranger))).status).toBe(403);
  expect((await am.send('DELETE', `${list}/00000000-0000-4000-8000-000000000000`, cookie(strong))).status).toBe(404);
  expect((await am.send('DELETE', `${list}/${uuid}`, cookie(strong))).status).toBe(200);
  expect(typesOf(stepOf(await typePassword(am, journey, person))), 'the next sign-on registers anew').toEqual([
    'TextOutputCallback',
    'ConfirmationCallback',
  ]);
});

const TRICKS = [
  '//evil.example',
  '///evil.example',
  '\\\\evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '\t//evil.example',
  'https:evil.example',
  'https:/evil.example',
  'https://evil.example',
  'https://localhost@evil.example',
  'https://evil.example/localhost',
  'http://localhost.evil.example',
  'http://user:pass@localhost',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'file:///etc/passwd',
  'ftp://localhost/x',
  '/%0d%0aSet-Cookie:x=1\r\nX: y',
  `/${'a'.repeat(3_000)}`,
];

test('goto and gotoOnFail lead nowhere but where they may', async ({ am, person, installation }) => {
  const login = async (query: Record<string, string>, password = person.password) => {
    const page = stepOf(await am.start('Login', query));
    return (await am.answer(page, { 'User Name': person.username, Password: password })).body;
  };
  const usual = (await login({}))['successUrl'];
  for (const trick of [...TRICKS, `${installation.server.url.replace('http:', 'https:')}/x`]) {
    expect((await login({ goto: trick }))['successUrl'], trick).toBe(usual);
    expect((await login({ gotoOnFail: trick }, 'wrong password'))['detail'], trick).toEqual({ failureUrl: '' });
  }
  expect((await login({ goto: '/account?tab=devices#x' }))['successUrl']).toBe('/account?tab=devices#x');
  expect((await login({ goto: '/a/../b' }))['successUrl'], 'what is sent is made of the parsed parts').toBe('/b');
  expect((await login({ goto: `${installation.server.url}/account` }))['successUrl']).toBe(`${installation.server.url}/account`);
});

test('links are made of the configured address and of nothing that a client sends', async ({ am, person, phone }) => {
  const headers = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'host=evil.example;proto=https',
    'x-original-url': '/evil',
    origin: 'https://evil.example',
    referer: 'https://evil.example/',
  };
  const app = stepOf(await typePassword(am, PUSH_JOURNEY, person));
  const qr = wireStep.parse(JSON.parse(await postAs(am.resource('authenticate'), headers, app)));
  const { registerUrl, authenticateUrl } = new RawPhone(linkOn(qr), phone.inbox).link;
  for (const url of [registerUrl, authenticateUrl]) expect(new URL(url).origin).toBe(am.url);
  const login = await postAs(am.resource('authenticate?authIndexType=service&authIndexValue=Login'), headers, {});
  expect(login).not.toContain('evil');
});

/** Posts with headers that fetch would not let go. */
function postAs(url: string, headers: Record<string, string>, body: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } }, (response) => {
      text(response).then(resolve, reject);
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

test('the phone is told the address of the connection, not what a client says it is', async ({ am, person, phone }) => {
  await enrol(am, PUSH_JOURNEY, person, phone);
  for (const [count, forwarded] of [
    [2, '203.0.113.9'],
    [3, 'not an address, <script>'],
  ] as const) {
    const page = stepOf(await am.start(PUSH_JOURNEY));
    const [name, password] = page.callbacks;
    const callbacks = [
      { ...name, input: [{ name: 'IDToken1', value: person.username }] },
      { ...password, input: [{ name: 'IDToken2', value: person.password }] },
    ];
    const headers = { 'x-forwarded-for': forwarded, 'x-real-ip': forwarded, 'user-agent': 'A browser' };
    expect((await am.post('authenticate', { ...page, callbacks }, headers)).status).toBe(200);
    const context = JSON.parse(RawPhone.claimsOf((await phone.arrival(count)).jwt)['x'] ?? '{}') as object;
    expect(context).toEqual({ remoteIp: expect.stringMatching(/^(127\.0\.0\.1|::1)$/), userAgent: 'A browser' });
  }
});

test('nothing comes back to the browser that belongs on the phone', async ({ am, person, phone }) => {
  const qr = await toQrPage(am, PUSH_JOURNEY, person);
  await phone.scan(linkOn(qr), 'Pixel 9');
  const waiting = stepOf(await am.answer(stepOf(await am.answer(qr))));
  const push = await phone.arrival(1);
  const text = JSON.stringify(waiting);
  expect(text).not.toContain(push.messageId);
  expect(text).not.toContain(push.jwt.split('.')[2]);
  const numbers = (RawPhone.claimsOf(push.jwt)['n'] ?? '').split(',');
  expect(
    numbers.filter((number) => text.includes(`"${number}"`)),
    'only the right number is shown',
  ).toEqual([numberOn(waiting)]);
});
