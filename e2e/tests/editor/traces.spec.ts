import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FAILURE_ID, journeyDocument, type SignOnTrace, SUCCESS_ID } from '@waygate/schema';
import { type AmAnswer, AmClient, recoveryCodesOn, stepOf, tokenOf } from '../../api/am-client.ts';
import type { PhoneAtHand } from '../../api/phone-at-hand.ts';
import { RawPhone } from '../../api/raw-phone.ts';
import { linkOn, numberOn, pollOn, toQrPage, typePassword } from '../../api/sign-on.ts';
import { signOnAdministrator } from '../../api/sign-on-administrator.ts';
import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';
import { ExpectTraces } from '../../pages/expect-traces.ts';
import { Installation, type TestPerson } from '../../server/installation.ts';

const codeOf = ({ headers }: AmAnswer) => headers.get('x-waygate-trace') ?? '';

/** Waits until the trace of a sign-on is written to its end. */
async function written(installation: Installation, code: string): Promise<SignOnTrace> {
  let trace: SignOnTrace | undefined;
  await expect
    .poll(async () => {
      trace = await installation.stores.traces.find('/alpha', code);
      return trace?.result ?? 'running';
    })
    .not.toBe('running');
  if (trace === undefined) throw new Error('There is no trace.');
  return trace;
}

/** A sign-on with a wrong password. @returns its code */
async function failOnce(am: AmClient, installation: Installation, person: TestPerson, journey = 'Login'): Promise<string> {
  const code = codeOf(await typePassword(am, journey, { ...person, password: 'not the password' }));
  await written(installation, code);
  return code;
}

test('a person whose sign-on failed reads a code, by which an administrator finds it and sees on the canvas where it ended', async ({
  signOn,
  editor,
  installation,
  journey,
  person,
}) => {
  await signOn.open(installation.server.url, journey);
  await signOn.typePassword(person.username, 'not the password');
  await signOn.toHaveFailed();
  const help = signOn.page.getByText(/^If you ask for help, give this code:/);
  const code = /([0-9A-Z]{4}-[0-9A-Z]{4})$/.exec((await help.textContent()) ?? '')?.[1] ?? '';
  await written(installation, code);

  const traces = new ExpectTraces(editor.page, editor.url);
  await traces.open();
  await traces.search(code.toLowerCase());
  await expect(traces.rows).toHaveCount(1);
  await expect(traces.rows).toContainText(person.username);
  await expect(traces.rows).toContainText('Failure');
  await traces.rows.getByRole('link', { name: code }).click();
  await expect(traces.fact('User')).toHaveText(person.username);
  await expect(traces.fact('Version')).toHaveText(`Number 1 of ${journey}`);
  await traces.toShow('Step 3 of 3: Data Store Decision, False');
  await expect(traces.litNode('Data Store Decision')).toContainText('False');
  await expect(traces.litNode('Push Sender')).toHaveCount(0);
  await expect(traces.steps).toHaveCount(3);
  await expect(traces.steps.first()).toContainText('Platform Username');
});

test('a person who does not exist is given a code like anybody else, and what they typed is not kept', async ({
  signOn,
  installation,
  journey,
}) => {
  await signOn.open(installation.server.url, journey);
  await signOn.typePassword('nobody-called-so', 'not the password');
  await signOn.toHaveFailed();
  const help = signOn.page.getByText(/^If you ask for help, give this code: [0-9A-Z]{4}-[0-9A-Z]{4}$/);
  const code = /\S+$/.exec((await help.textContent()) ?? '')?.[0] ?? '';
  const trace = await written(installation, code);
  expect(trace.username).toBeUndefined();
  expect(JSON.stringify(trace)).not.toContain('nobody-called-so');
});

test('sign-ons are found by user, journey, result and time, and the address keeps what was looked for', async ({
  editor,
  am,
  installation,
  person,
}) => {
  const traces = new ExpectTraces(editor.page, editor.url);
  const failed = await failOnce(am, installation, person);
  await typePassword(am, 'Login', person);
  await expect
    .poll(
      async () =>
        (await installation.stores.traces.search('/alpha', { from: 0, to: Date.now(), limit: 10, text: person.username })).traces.length,
    )
    .toBe(2);
  await traces.open();
  await expect(editor.page.getByText('Every sign-on of the last 7 days.')).toBeVisible();
  await traces.search(person.username.slice(1));
  await expect(traces.rows).toHaveCount(2);
  await editor.page.getByLabel('Result').selectOption('Failure');
  await expect(traces.rows).toHaveCount(1);
  await expect(traces.rows).toContainText(failed);
  await editor.page.getByLabel('Journey').selectOption('Login');
  await editor.page.getByLabel('Time').selectOption('Last hour');
  await expect(traces.rows).toHaveCount(1);
  await editor.page.reload();
  await expect(editor.page.getByLabel('Code or user name')).toHaveValue(person.username.slice(1));
  await expect(traces.rows).toHaveCount(1);
  await editor.page.getByLabel('Time').selectOption('From … to …');
  await editor.page.getByLabel('To', { exact: true }).fill('2020-01-01T00:00');
  await expect(editor.page.getByText('No sign-on was found')).toBeVisible();
  await expect(editor.page.getByText('They are kept for 7 days.')).toBeVisible();
  await traces.press('Clear');
  await expect(traces.rows.filter({ hasText: failed })).toHaveCount(1);
  await traces.open('root');
  await traces.search(failed);
  await expect(editor.page.getByText('No sign-on was found')).toBeVisible();
});

test('what is chosen in one breath all counts, and Back leads to where one came from', async ({ editor }) => {
  const traces = new ExpectTraces(editor.page, editor.url);
  await editor.openJourneys();
  await traces.open();
  const [result, time] = [editor.page.getByLabel('Result'), editor.page.getByLabel('Time')];
  await time.evaluate(
    (second, first) => {
      for (const [select, value] of [
        [first, 'failed'],
        [second, 'hour'],
      ] as const) {
        if (!(select instanceof HTMLSelectElement)) throw new Error('This is no list to choose from.');
        select.value = value;
        select.dispatchEvent(new Event('change', { bubbles: true }));
      }
    },
    await result.elementHandle(),
  );
  await expect(result).toHaveValue('failed');
  await expect(time).toHaveValue('hour');
  await expect(editor.page).toHaveURL(/result=failed&time=hour$/);
  await editor.page.goBack();
  await expect(editor.page).toHaveURL(/\/journeys$/);
});

test('a long list is told in parts, and says how far back it looked', async ({ editor, installation }) => {
  const traces = new ExpectTraces(editor.page, editor.url);
  const at = Date.now() - 3_600_000;
  for (let index = 0; index < 130; index += 1) {
    const one = { realm: '/alpha', journey: 'Often run', versionId: 'v', result: 'failed', preview: false, visitCount: 0 } as const;
    const code = `LONG-${String(index).padStart(4, '0')}`;
    await installation.stores.traces.append(
      { ...one, code, startedAt: at + index, endedAt: at + index + 5, visits: [], faults: [] },
      { expiresAt: Date.now() + 3_600_000 },
    );
  }
  await editor.page.goto(`${editor.url}/admin/realms/alpha/sign-ons?journey=Often+run`);
  await expect(traces.rows).toHaveCount(100);
  await expect(editor.page.getByText(/^100 sign-ons, and there may be more before /)).toBeVisible();
  await traces.press('Look further back');
  await expect(traces.rows).toHaveCount(130);
  await expect(editor.page.getByText('130 sign-ons', { exact: true })).toBeVisible();
  await expect(editor.page.getByRole('button', { name: 'Look further back' })).toHaveCount(0);
});

test('a server that does not answer is said, and asked again when the administrator wants it', async ({
  editor,
  am,
  installation,
  person,
}) => {
  const traces = new ExpectTraces(editor.page, editor.url);
  const code = await failOnce(am, installation, person);
  await traces.open();
  await editor.page.route('**/api/realms/alpha/traces*', (route) => route.abort());
  await editor.page.route('**/api/realms/alpha/traces/*', (route) => route.abort());
  await traces.search(code);
  await expect(editor.page.getByRole('alert')).toContainText('The server does not answer.');
  await editor.page.unroute('**/api/realms/alpha/traces*');
  await traces.press('Try again');
  await expect(traces.rows).toHaveCount(1);
  await traces.rows.getByRole('link').click();
  await expect(editor.page.getByRole('alert')).toContainText('The server does not answer.');
  await editor.page.unroute('**/api/realms/alpha/traces/*');
  await traces.press('Try again');
  await traces.toShow(/^Step 3 of 3/);
});

test('a code that nothing is kept of says so', async ({ editor }) => {
  await editor.page.goto(`${editor.url}/admin/realms/alpha/sign-ons/ZZZZ-ZZZZ`);
  await expect(editor.page.getByRole('alert')).toContainText('There is no trace of this code (any more).');
  await editor.page.getByRole('link', { name: 'All sign-ons' }).click();
  await expect(editor.page.getByRole('heading', { level: 1, name: 'Sign-ons' })).toBeVisible();
});

test('a sign-on is replayed step by step, with the mouse and with the keyboard', async ({ editor, am, installation, person, journey }) => {
  const traces = new ExpectTraces(editor.page, editor.url);
  await traces.openOne(await failOnce(am, installation, person, journey));
  await traces.toShow('Step 3 of 3: Data Store Decision, False');
  await traces.press('To the start');
  await traces.toShow('Before the first step');
  await expect(traces.litNode('Page Node')).toHaveCount(0);
  await traces.press('One step on');
  await traces.toShow('Step 1 of 3: Page Node, asked the person');
  await expect(traces.litNode('Page Node')).toContainText('asked the person');
  await expect(traces.litNode('Data Store Decision')).toHaveCount(0);
  await editor.page.locator('body').press('End');
  await traces.toShow('Step 3 of 3: Data Store Decision, False');
  await editor.page.locator('body').press('ArrowLeft');
  await traces.toShow('Step 2 of 3: Page Node, Outcome');
  const slider = editor.page.getByRole('slider', { name: 'Replay' });
  await slider.press('Home');
  await traces.toShow('Before the first step');
  await expect(slider).toHaveAttribute('aria-valuetext', 'Before the first step');
  await traces.press('Play');
  await traces.toShow('Step 3 of 3: Data Store Decision, False');
  await expect(editor.page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await traces.steps.first().getByRole('button').click();
  await traces.toShow('Step 1 of 3: Page Node, asked the person');
});

test('a journey that nobody signed on with says so beside its canvas, though others of the realm ran', async ({
  editor,
  am,
  installation,
  person,
  journey,
}) => {
  await failOnce(am, installation, person);
  await editor.open(journey);
  await expect((await editor.showPanel('Trace')).getByRole('status')).toContainText('As soon as somebody signs on with this journey');
});

test('on a small screen in German a sign-on opens at its heading, and its times are written in German', async ({
  editor,
  am,
  installation,
  person,
}) => {
  const code = await failOnce(am, installation, person);
  await editor.page.addInitScript(() => localStorage.setItem('waygate-language', 'de'));
  await editor.page.setViewportSize({ width: 360, height: 740 });
  await editor.page.goto(`${editor.url}/admin/realms/alpha/sign-ons/${code}`);
  await expect(editor.page.locator('[data-journey-node]', { hasText: 'Data Store Decision' })).toContainText(/False, \d+,\d ms/);
  await expect(editor.page.getByRole('heading', { level: 1, name: code })).toBeInViewport();
});

test('what ran is drawn though something else is published by now; the editor says what is gone from the canvas', async ({
  editor,
  am,
  installation,
  person,
}) => {
  const document = journeyDocument.parse({
    name: 'Grows smaller',
    entryNodeId: 'page',
    nodes: {
      page: {
        type: 'PageNode',
        displayName: 'Ask',
        config: {
          nodes: [
            { _id: 'n', nodeType: 'UsernameCollectorNode' },
            { _id: 'p', nodeType: 'PasswordCollectorNode' },
          ],
        },
        connections: { outcome: 'old' },
      },
      old: { type: 'DataStoreDecisionNode', displayName: 'Old check', config: {}, connections: { true: SUCCESS_ID, false: FAILURE_ID } },
    },
    innerNodes: {
      n: { type: 'UsernameCollectorNode', displayName: 'Name', config: {} },
      p: { type: 'PasswordCollectorNode', displayName: 'Password', config: {} },
    },
  });
  const { old, page } = document.nodes;
  if (old === undefined || page === undefined) throw new Error('The journey has both.');
  await installation.publish(document);
  const code = await failOnce(am, installation, person, document.name);
  await installation.publish({
    ...document,
    nodes: { page: { ...page, connections: { outcome: 'new' } }, new: { ...old, displayName: 'New check' } },
  });

  const traces = new ExpectTraces(editor.page, editor.url);
  await traces.openOne(code);
  await expect(traces.fact('Version')).toHaveText('Number 1 of Grows smaller');
  await expect(traces.litNode('Old check')).toContainText('False');
  await expect(traces.drawing.getByText('New check')).toHaveCount(0);

  await editor.open(document.name);
  const panel = await editor.showPanel('Trace');
  await panel.getByLabel('Code or user name').fill(person.username);
  await panel.getByRole('button', { name: 'Search' }).click();
  await panel.getByRole('button', { name: code }).click();
  await expect(
    panel.getByText('It ran another version than what stands on the canvas. Not on the canvas any more: Old check'),
  ).toBeVisible();
  await expect(editor.node('Ask').getByText(/^Step 1, 2: Outcome/)).toBeVisible();
  await expect(editor.node('New check').getByText(/^Step/)).toHaveCount(0);
  await panel.getByRole('button', { name: 'To the start' }).click();
  await expect(editor.node('Ask').getByText(/^Step/)).toHaveCount(0);
  await panel.getByRole('button', { name: 'One step on' }).click();
  await expect(editor.node('Ask').getByText(/^Step 1: asked the person/)).toBeVisible();
  await expect(editor.wire('Start', 'Start', 'Ask')).toHaveClass(/ lit\b/);
  await editor.showPanel('Outline');
  await expect(editor.node('Ask').getByText(/^Step/)).toHaveCount(0);
});

test('a sign-on that ran what stands on the canvas is said to have', async ({ editor, am, installation, person, journey }) => {
  const code = await failOnce(am, installation, person, journey);
  await editor.open(journey);
  const panel = await editor.showPanel('Trace');
  await panel.getByRole('button', { name: code }).click();
  await expect(panel.getByText('It ran what stands on the canvas.')).toBeVisible();
  await expect(editor.node('Data Store Decision').getByText(/^Step 3: False/)).toBeVisible();
  await panel.getByRole('link', { name: 'All of it on a page' }).click();
  await expect(editor.page.getByRole('heading', { level: 1, name: code })).toBeVisible();
});

test('steps inside an inner journey are shown in its own drawing', async ({ editor, am, installation, person }) => {
  await installation.publish(
    journeyDocument.parse({
      name: 'Around Login',
      entryNodeId: 'inner',
      nodes: {
        inner: {
          type: 'InnerTreeEvaluatorNode',
          displayName: 'Runs Login',
          config: { tree: 'Login' },
          connections: { true: SUCCESS_ID, false: FAILURE_ID },
        },
      },
    }),
  );
  const traces = new ExpectTraces(editor.page, editor.url);
  await traces.openOne(await failOnce(am, installation, person, 'Around Login'));
  await traces.toShow('Step 5 of 5: Runs Login, False');
  await expect(traces.litNode('Runs Login')).toContainText('Step 1, 5: False');
  await expect(traces.steps.nth(1)).toContainText('Inside Login');
  await traces.press('One step back');
  await expect(traces.drawing).toHaveAccessibleName('Drawing of Login with the way of the sign-on');
  await expect(traces.drawing.locator('[data-journey-node]').getByText(/^Step 4: False/)).toBeVisible();
});

/** Runs the push journey to its end. @returns every secret that was in it, and the code or the token */
async function runPush(am: AmClient, installation: Installation, journey: string, person: TestPerson, phone: PhoneAtHand, before: number) {
  const qr = await toQrPage(am, journey, person);
  const link = linkOn(qr);
  await phone.scan(link, 'Pixel 9');
  const shown = stepOf(await am.answer(qr));
  const codes = recoveryCodesOn(shown);
  const waiting = stepOf(await am.answer(shown));
  const push = await phone.arrival(before + 1);
  await phone.received(1);
  const number = numberOn(waiting) ?? '';
  await phone.answer({ choose: 'right', refused: false }, number);
  const end = await pollOn(am, waiting);
  const { secret, challenge } = new RawPhone(link, phone.inbox).link;
  const secrets: Record<string, string> = {
    'the password': person.password,
    'the first recovery code': codes[0] ?? '',
    'the last recovery code': codes.at(-1) ?? '',
    'the secret of the phone': secret.toString('base64url'),
    'the secret of the phone, as base64': secret.toString('base64'),
    'the challenge of the registration': challenge.toString('base64'),
    'the link of the QR code': link.slice(0, 60),
    'an authId': waiting.authId,
    'the one-time key of a step': (JSON.parse(Buffer.from(waiting.authId.split('.')[1] ?? '', 'base64url').toString()) as { otk: string })
      .otk,
    'the push itself': push.jwt,
    'the signature of the push': push.jwt.split('.')[2] ?? '',
    'the key of the inbox': phone.inboxKey,
  };
  expect(installation.server.url).toBe(am.url);
  return { end, secrets, codes };
}

test('nothing secret of a whole push sign-on stands in its trace, nor in the files of the store, also when it was a preview', async ({
  installation,
  administrator,
  person,
  phone,
  journey,
}) => {
  const { url } = installation.server;
  const am = new AmClient(url);
  const signedOn = await runPush(am, installation, journey, person, phone, 0);
  const secrets: Record<string, string> = { ...signedOn.secrets, 'the session token': tokenOf(signedOn.end) };

  const waiting = stepOf(await typePassword(am, journey, person));
  const asked = stepOf(await am.answer(waiting, {}, 'Cancel'));
  const [, unused = '', used = ''] = signedOn.codes;
  secrets['the session token by recovery code'] = tokenOf(await am.answer(asked, { 'Recovery Code': used }));
  secrets['a recovery code that was used'] = used;
  secrets['a recovery code that was not used'] = unused;

  const root = new AmClient(url, '');
  const adminToken = tokenOf(
    await root.answer(stepOf(await root.start('AdminLogin')), { 'User Name': administrator.username, Password: administrator.password }),
  );
  const asAdmin = { cookie: `iPlanetDirectoryPro=${adminToken}`, 'content-type': 'application/json', 'x-requested-with': 'XMLHttpRequest' };
  const other = await installation.person();
  const made = await fetch(`${url}/api/realms/alpha/journeys/${encodeURIComponent(journey)}/preview`, {
    method: 'POST',
    headers: asAdmin,
    body: JSON.stringify({ document: await installation.stores.journeys.published('/alpha', journey) }),
  });
  const { ticket } = (await made.json()) as { ticket: string };
  // The preview is a client of the same protocol, with the ticket where the name of the journey stands else.
  const previewing = new (class extends AmClient {
    override start() {
      return this.post(`authenticate?preview=${ticket}`, undefined, { cookie: asAdmin.cookie, 'x-requested-with': 'XMLHttpRequest' });
    }
  })(url);
  const previewed = await runPush(previewing, installation, journey, other, phone, phone.arrived.length);
  expect(previewed.end.body).toEqual({
    message: 'Authentication Successful',
    successUrl: '/account',
    realm: '/alpha',
    preview: { username: other.username },
  });
  for (const [what, text] of Object.entries(previewed.secrets)) secrets[`${what}, in the preview`] = text;
  secrets['the ticket of the preview'] = ticket;

  const kept = async ({ username }: TestPerson) =>
    (await installation.stores.traces.search('/alpha', { from: 0, to: Date.now(), limit: 9, text: username, result: 'succeeded' })).traces;
  await expect.poll(async () => (await kept(person)).length).toBe(2);
  await expect.poll(async () => (await kept(other)).length).toBe(1);
  const codes = [...(await kept(person)), ...(await kept(other))].map(({ code }) => code);
  const traces = await Promise.all(codes.map((code) => written(installation, code)));
  const preview = traces[2];
  expect(traces.map((trace) => [trace.preview, trace.visits.at(-1)?.nodeType])).toEqual([
    [false, 'RecoveryCodeCollectorDecisionNode'],
    [false, 'PushResultVerifierNode'],
    [true, 'PushResultVerifierNode'],
  ]);
  expect(traces.slice(0, 2).some(({ visits }) => visits.some(({ state }) => state !== undefined))).toBe(false);
  expect(preview?.visits.map(({ state }) => state)).toContainEqual(expect.objectContaining({ pushNumberChallengeKey: '••••••' }));
  expect(preview?.visits.at(-1)?.state).toMatchObject({ username: other.username });

  const files = await Promise.all(
    (await readdir(installation.directory, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(async (entry) => [entry.name, await readFile(join(entry.parentPath, entry.name))] as const),
  );
  // The traces are in these files indeed.
  expect(files.some(([, bytes]) => bytes.includes('pushNumberChallengeKey') && bytes.includes(preview?.code ?? '?'))).toBe(true);
  for (const [what, text] of Object.entries(secrets)) {
    expect(text.length, what).toBeGreaterThan(8);
    for (const trace of traces) expect(JSON.stringify(trace), what).not.toContain(text);
    for (const [name, bytes] of files) expect(bytes.includes(text), `${what} in ${name}`).toBe(false);
  }
});

test('everybody can use the list of sign-ons', async ({ editor, am, installation, person, journey }) => {
  const traces = new ExpectTraces(editor.page, editor.url);
  await failOnce(am, installation, person, journey);
  await traces.open();
  await traces.search(person.username);
  await expect(traces.rows).toHaveCount(1);
  await expectAccessible(editor.page, 'the list of sign-ons');
});

test('everybody can use the page of a sign-on', async ({ editor, am, installation, person, journey }) => {
  const traces = new ExpectTraces(editor.page, editor.url);
  await traces.openOne(await failOnce(am, installation, person, journey));
  await expect(traces.litNode('Data Store Decision')).toBeVisible();
  await expectAccessible(editor.page, 'the page of a sign-on');
});

test('everybody can use the replay on the canvas', async ({ editor, am, installation, person, journey }) => {
  const code = await failOnce(am, installation, person, journey);
  await editor.open(journey);
  const panel = await editor.showPanel('Trace');
  await expect(panel.getByRole('button', { name: code })).toBeVisible();
  await expectAccessible(editor.page, 'the panel that finds sign-ons', 'aside');
  await panel.getByRole('button', { name: code }).click();
  await expect(panel.getByText('It ran what stands on the canvas.')).toBeVisible();
  await expectAccessible(editor.page, 'the panel with a sign-on', 'aside');
});

test('where no traces are kept there is no code to read out, and the console says so', async ({ browser }) => {
  const own = await Installation.create({ WAYGATE_TRACE_DAYS: '0' });
  const { url } = own.server;
  const person = await own.person();
  const context = await browser.newContext();
  await signOnAdministrator(context, url, await own.administrator());
  const page = await context.newPage();
  const signOn = new ExpectSignOn(page);
  await signOn.open(url, 'Login');
  await signOn.typePassword(person.username, 'not the password');
  await signOn.toHaveFailed();
  await expect(page.getByText(/give this code/)).toHaveCount(0);
  await new ExpectTraces(page, url).open();
  await expect(page.getByText('Sign-ons are not kept')).toBeVisible();
  await context.close();
  await own.remove();
});
