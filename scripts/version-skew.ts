// npm run test:skew -- --from REF: this checkout and the release REF as two servers on one store, each request of a sign-on by the other. With MONGODB_URI on MongoDB, too.
// --processes has both as processes of their own under a load of people and administrators, one replaced by the other and back.
// --only REGEXP takes those whose store, order, journey and name match.
// npm run test:skew -- --keep: writes down what this release leaves in a store, for the tests of later ones.
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import {
  ACROSS_COPIES,
  FURTHER_ACROSS_COPIES,
  HttpDriver,
  loadJourneys,
  loadScenario,
  type OpenStores,
  runScenario,
} from '../packages/scenarios/src/index.ts';
import { openSqliteStores } from '../packages/storage/src/index.ts';
import { openMongoStores } from '../packages/storage-mongodb/src/index.ts';
import { checkOut, type Shared } from './skew/former-release.ts';
import { keepRelease } from './skew/keep-release.ts';
import { publishByBoth } from './skew/publish-by-both.ts';
import { takeProcesses } from './skew/take-processes.ts';
import { root } from './toolchain.mjs';

const { values } = parseArgs({
  options: {
    from: { type: 'string' },
    only: { type: 'string', default: '' },
    keep: { type: 'boolean', default: false },
    processes: { type: 'boolean', default: false },
    stage: { type: 'string', default: '300' },
    seed: { type: 'string' },
  },
});
if (values.keep) {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const folder = join(root, 'packages/scenarios/test/releases', version);
  const kept = await keepRelease(join(root, 'journeys'), folder);
  process.stdout.write(`${folder} has what release ${version} leaves in a store: ${kept.join(', ')}.\n`);
  process.exit(0);
}
if (values.from === undefined) {
  process.stderr.write('Name the release before this one: npm run test:skew -- --from REF\n');
  process.exit(2);
}
const former = checkOut(values.from);
if (values.processes) {
  const isWell = await takeProcesses({
    former: former.folder,
    perStage: Number(values.stage),
    seed: Number(values.seed ?? randomInt(1, 2 ** 31)),
    only: values.only,
  });
  former.remove();
  process.exit(isWell ? 0 : 1);
}
/** What only the newer one knows must not be published before all are updated, so the journeys are those of the former. */
const journeys = join(former.folder, 'journeys');
const documents = loadJourneys(journeys);
const { MONGODB_URI } = process.env;
let databases = 0;
const stores: readonly (readonly [name: string, begin: () => Shared])[] = [
  ['embedded', () => ({ directory: join(mkdtempSync(join(tmpdir(), 'waygate-skew-')), 'data') })],
  ...(MONGODB_URI === undefined ? [] : [['mongodb', () => ({ uri: databaseOf(MONGODB_URI) })] as const]),
];

function openerOf(shared: Shared): OpenStores {
  return (options) => ('directory' in shared ? openSqliteStores({ ...shared, ...options }) : openMongoStores({ ...shared, ...options }));
}

function databaseOf(uri: string): string {
  databases += 1;
  const url = new URL(uri);
  url.pathname = `/skew_${process.pid}_${databases}`;
  return url.href;
}

const only = new RegExp(values.only);
const lost: string[] = [];
let taken = 0;
const take = async (name: string, work: () => Promise<void>) => {
  if (!only.test(name)) return;
  taken += 1;
  try {
    await work();
    process.stdout.write(`went through: ${name}\n`);
  } catch (error) {
    lost.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.stderr.write(`LOST ${lost.at(-1)}\n`);
  }
};

for (const [store, begin] of stores) {
  for (const formerFirst of [false, true]) {
    for (const name of [...ACROSS_COPIES, ...FURTHER_ACROSS_COPIES]) {
      const [folder = '', scenario = ''] = name.split('/');
      const file = join(journeys, folder, 'scenarios', `${scenario}.json`);
      // What came with this release is none that both can go through.
      if (!existsSync(file)) continue;
      await take(`${store}, ${formerFirst ? 'former' : 'present'} first, ${name}`, async () => {
        const shared = begin();
        const foreign = former.copy(shared);
        const driver = new HttpDriver(documents, { count: 1, open: openerOf(shared), foreign, foreignFirst: formerFirst });
        await runScenario(loadScenario(file), driver);
        const [fault] = driver.world.faults;
        if (fault !== undefined) throw new Error(`a fault: ${fault.code} ${fault.message}`);
      });
    }
  }
  await take(`${store}: journeys that either publishes`, async () => {
    const shared = begin();
    const login = documents.find(({ name }) => name === 'Login');
    if (login === undefined) throw new Error('There is no journey Login.');
    await publishByBoth(login, openerOf(shared), former, shared);
  });
}
former.remove();
process.stdout.write(`${taken - lost.length} of ${taken} went through with ${values.from} beside this checkout.\n`);
process.exit(lost.length === 0 && taken > 0 ? 0 : 1);
