import { randomBytes } from 'node:crypto';
import type { TransferPlan } from '@waygate/schema';
import { signOnAdministrator } from '../../api/sign-on-administrator.ts';
import { expect, test } from '../../fixtures.ts';
import { type CorpusEntry, corpora, entriesOf } from '../../interop/journey-corpus.ts';
import { lostInRoundTrip } from '../../interop/lost-in-round-trip.ts';
import { recordJourney } from '../../interop/record-interop.ts';

/** Problems that say that something outside of the journey is missing. */
const OUTSIDE = new Set(['journey.inner_unknown', 'journey.secret_missing']);

test.describe.configure({ timeout: 600_000 });

for (const { folder, isOwn } of corpora()) {
  test(`every journey of ${isOwn ? 'our own' : folder} is imported and exported again, and it is said what keeps it from running`, async ({
    context,
    installation,
  }) => {
    const { url } = installation.server;
    await signOnAdministrator(context, url, await installation.administrator(['script-author']));
    const settings = await installation.stores.realms.settings('/alpha');
    if (settings === undefined) throw new Error('The demo has a realm alpha.');
    const post = async (path: string, data: object) => {
      const response = await context.request.post(`${url}/api/${path}`, { data, headers: { 'x-requested-with': 'test' } });
      return { status: response.status(), body: (await response.json()) as unknown };
    };

    const entries = entriesOf(folder);
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) {
      const realm = `c${randomBytes(6).toString('hex')}`;
      await installation.stores.realms.put({ ...settings, path: `/${realm}`, defaultJourney: undefined });
      const result = await throughTheServer(entry, realm, post);
      recordJourney({ journey: entry.name, ...result });
      console.log([entry.name, result.import, result.roundTrip, result.validates, result.runs].join(' | '));
      expect.soft(result.import, `the import of ${entry.name}`).toMatch(/^works/);
      expect.soft(result.roundTrip, `the round trip of ${entry.name}`).toBe('works');
    }
  });
}

type Post = (path: string, data: object) => Promise<{ readonly status: number; readonly body: unknown }>;

async function throughTheServer({ files }: CorpusEntry, realm: string, post: Post) {
  const nothing = { roundTrip: '–', validates: '–', runs: '–' };
  const planned = await post(`realms/${realm}/import/plan`, { files });
  if (planned.status !== 200) return { import: (planned.body as { detail: string }).detail, ...nothing };
  const plan = planned.body as TransferPlan;
  const names = plan.entries.map(({ name }) => name);
  const imported = await post(`realms/${realm}/import`, { files, journeys: names, as: 'draft', base: {} });
  if (imported.status !== 200) return { import: (imported.body as { detail: string }).detail, ...nothing };
  const out = await post(`realms/${realm}/export`, { names, format: 'am', withInner: false, drafts: true });
  const lost = lostInRoundTrip(files, (out.body as { text: string }).text);
  const errors = plan.entries.flatMap(({ problems }) => problems.filter(({ severity }) => severity === 'error'));
  const reasons = errors.map(({ message }) => message);
  const outside = errors.length > 0 && errors.every(({ code }) => OUTSIDE.has(code));
  const foreign = [...new Set(plan.entries.flatMap(({ unsupported }) => unsupported.map(({ nodeType }) => nodeType)))].sort();
  const lacking = plan.entries.reduce((sum, { incomplete }) => sum + incomplete.length, 0);
  return {
    import: lacking === 0 ? 'works' : `works, ${lacking} nodes without configuration`,
    roundTrip: lost === undefined ? 'works' : `lost: ${lost}`,
    validates: errors.length === 0 ? 'yes' : `${outside ? 'needs what is elsewhere: ' : ''}${reasons.slice(0, 3).join(' ')}`,
    runs: foreign.length === 0 ? (errors.length === 0 ? 'can' : 'not yet') : `as far as ${foreign.join(', ')}`,
  };
}
