import { AmClient, stepOf, tokenOf } from '../../api/am-client.ts';
import { expect, test } from '../../fixtures.ts';
import { Installation } from '../../server/installation.ts';
import { ownJourney } from '../../server/own-journey.ts';

test('killed in the midst of publishing several journeys at once, all of them are live or none, and what was acknowledged is', async () => {
  const own = await Installation.create();
  const { username, password } = await own.administrator();
  const root = new AmClient(own.server.url, '');
  const token = tokenOf(await root.answer(stepOf(await root.start('AdminLogin')), { 'User Name': username, Password: password }));
  const one = await ownJourney(own, 'One');
  const other = await ownJourney(own, 'Other');
  const names = [one.name, other.name];
  const call = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(`${own.server.url}/api/realms/alpha/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-requested-with': 'XMLHttpRequest', cookie: `iPlanetDirectoryPro=${token}` },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Record<string, unknown>;
  };
  /** Publishes both with a text of their own; resolves when the server says that it is done. @param meanwhile begun when the server has been asked */
  const publish = async (description: string, meanwhile?: () => Promise<void>) => {
    const files = [{ name: 'both.json', text: JSON.stringify([one, other].map((document) => ({ ...document, description }))) }];
    const { entries } = (await call('import/plan', { files })) as { entries: { name: string; baseVersion: string | null }[] };
    const base = Object.fromEntries(entries.map(({ name, baseVersion }) => [name, baseVersion]));
    const drafts = Object.fromEntries(names.map((name) => [name, null]));
    const done = call('import', { files, journeys: names, as: 'published', base, drafts });
    await Promise.all([done, meanwhile?.()]);
  };
  /** Kills the server when it has answered so many small questions that came behind a large one. */
  const killAfter = async (answers: number) => {
    for (let answer = 0; answer < answers; answer += 1) await fetch(`${own.server.url}/healthz`);
    await own.server.kill();
  };

  for (let crash = 0; crash < 6; crash += 1) {
    await publish(`before ${crash}`);
    // A little further into the publication each time.
    const isDone = await publish(`after ${crash}`, () => killAfter(crash)).then(
      () => true,
      () => false,
    );
    await own.server.kill();
    await own.server.start();
    const live = await Promise.all(names.map((name) => own.stores.journeys.published('/alpha', name)));
    const texts = new Set(live.map((document) => document?.description));
    expect(texts.size, 'all or none').toBe(1);
    expect(isDone ? [`after ${crash}`] : [`before ${crash}`, `after ${crash}`]).toContain([...texts][0]);
    for (const name of names) {
      const [newest] = await own.stores.journeys.history('/alpha', name);
      const version = await own.stores.journeys.version('/alpha', name, newest?.versionId ?? '');
      expect(version?.description, 'the history ends with what is live').toBe([...texts][0]);
    }
  }
  await own.remove();
});
