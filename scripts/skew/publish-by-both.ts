import { setTimeout as pause } from 'node:timers/promises';
import type { JourneyDocument } from '@waygate/schema';
import { HttpDriver, type OpenStores, scenario } from '../../packages/scenarios/src/index.ts';
import type { FormerCopy, FormerRelease, Shared } from './former-release.ts';

const PAGE = [{ type: 'ValidatedCreateUsernameCallback' }, { type: 'ValidatedCreatePasswordCallback' }];
const TRIES = 100;
const EVERY_MS = 100;

/**
 * Publishes a journey by either release while somebody signs on: who has begun goes on undisturbed, and both releases show what was published last.
 * @param login the journey Login, whose first page asks for name and password
 * @throws Error that says what went otherwise
 */
export async function publishByBoth(login: JourneyDocument, open: OpenStores, former: FormerRelease, shared: Shared): Promise<void> {
  let copy: FormerCopy | undefined;
  const foreign: ReturnType<FormerRelease['copy']> = async (world, url) => {
    copy = await former.copy(shared)(world, url);
    return copy;
  };
  const driver = new HttpDriver([login], { count: 1, open, foreign });
  const { realm, given } = scenario.parse({
    name: 'Publications',
    journey: login.name,
    given: { users: [{ username: 'mia', password: 'correct horse battery' }] },
    steps: [{ reopen: true }],
    // biome-ignore lint/suspicious/noThenProperty: as in the files of scenarios.
    then: { end: 'success' },
  });
  try {
    await driver.begin({ realm, journey: login.name, given });
    if (copy === undefined) throw new Error('The former release has no copy.');
    for (const [by, workspace] of [
      ['former', copy.workspace],
      ['present', driver.world.workspace],
      ['former again', copy.workspace],
    ] as const) {
      await workspace.stores.journeys.publish(realm, [withHeader(login, by)], { at: driver.world.clock.now(), author: by, note: '' });
      await driver.answer({ enter: { 'User Name': 'mia', Password: 'correct horse battery' } });
      const end = await driver.end();
      if (end.kind !== 'success') throw new Error(`who had begun before the publication of the ${by} one ended in ${end.kind}`);
      // Twice, so that both releases show it.
      for (const _ of [1, 2]) await shows(driver, by);
    }
  } finally {
    await driver.close();
  }
}

async function shows(driver: HttpDriver, header: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    await driver.reopen();
    try {
      await driver.expect({ header, callbacks: PAGE });
      return;
    } catch (error) {
      if (tries === TRIES) throw error;
      await pause(EVERY_MS);
    }
  }
}

function withHeader(login: JourneyDocument, header: string): JourneyDocument {
  const nodes = Object.entries(login.nodes).map(([id, node]) => [
    id,
    node.type === 'PageNode' ? { ...node, config: { ...node.config, pageHeader: { en: header } } } : node,
  ]);
  return { ...login, nodes: Object.fromEntries(nodes) };
}
