// npm run fuzz -- [--seed N] [--minutes M]: requests that are nearly right against whole servers, each for a while. What goes wrong is printed and kept in corpus.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { allEndpoints, type Found, fuzz } from './fuzz.ts';
import { FuzzedServer } from './fuzzed-server.ts';

/** How often right requests of one endpoint are changed before a server gives way to a new one. */
const RUNS = 60;

const { values } = parseArgs({
  options: { seed: { type: 'string' }, minutes: { type: 'string', default: '20' }, runs: { type: 'string', default: String(RUNS) } },
});
const first = Number(values.seed ?? Date.now() % 1_000_000_000);
const until = Date.now() + Number(values.minutes) * 60_000;
const file = new URL('corpus.json', import.meta.url);
const endpoints = await allEndpoints();
const seen = new Set<string>();
let requests = 0;
for (let seed = first; Date.now() < until; seed += 1_000) {
  const server = await FuzzedServer.start();
  const memory = await server.memory();
  const { found, count } = await fuzz(server, endpoints, { seed, runs: Number(values.runs), until });
  requests += count;
  for (const one of found) keep(one, seed);
  const mebibytes = ((await server.memory().catch(() => Number.NaN)) - memory) / 1024 / 1024;
  process.stdout.write(`seed ${seed}: ${count} requests, ${found.length} faults, memory +${mebibytes.toFixed(0)} MiB\n`);
  await server.stop();
}
process.stdout.write(`${requests} requests from seed ${first}: ${seen.size} different faults.\n`);
process.exit(seen.size === 0 ? 0 : 1);

function keep(found: Found, seed: number): void {
  const key = `${found.shape.endpoint} ${found.why.split('\n')[0]}`;
  if (seen.has(key)) return;
  seen.add(key);
  process.stdout.write(`\n✗ seed ${seed}, ${found.shape.endpoint}: ${found.why}\n${JSON.stringify(found.shape).slice(0, 1_500)}\n`);
  const corpus = JSON.parse(readFileSync(file, 'utf8')) as Found[];
  writeFileSync(file, `${JSON.stringify([...corpus, { why: found.why.split('\n')[0], shape: found.shape }], null, 2)}\n`);
}
