import { hash } from '@node-rs/argon2';
import { driveLogins } from './drive-logins.ts';
import { ServerProcess } from './server-process.ts';

/**
 * The password journey of Waygate against the same two steps by hand, in Express 5 and on bare node:http, in the same run: slices go round A B C, and every ratio
 * is taken within its round. `node --conditions=development bench/logins.ts [rounds] [slice ms]`
 */
const rounds = Number(process.argv[2] ?? 8);
const sliceMs = Number(process.argv[3] ?? 1200);
const USERS = 16;
const PASSWORD = 'correct horse battery staple';
const SERVERS = [
  ['express', 'servers/express-baseline.ts'],
  ['node:http', 'servers/raw-baseline.ts'],
  ['waygate', 'servers/waygate.ts'],
] as const;

interface Slice {
  readonly perCpuSecond: number;
  readonly perSecond: number;
  readonly start: readonly number[];
  readonly all: readonly number[];
  readonly rss: number;
}

for (const hashes of ['trivial', 'argon2id'] as const) {
  const stored = hashes === 'trivial' ? PASSWORD : await hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  const servers = [];
  for (const [name, file] of SERVERS) servers.push(await ServerProcess.start(name, file, hashes, stored));
  const slices = new Map<string, Slice[]>(SERVERS.map(([name]) => [name, []]));
  const milliseconds = hashes === 'trivial' ? sliceMs : sliceMs * 2;
  for (const server of servers) await driveLogins(server.port, USERS, milliseconds, PASSWORD);
  for (let round = 0; round < rounds; round += 1) {
    for (const server of servers) {
      const cpu = server.cpuSeconds();
      const began = performance.now();
      const { logins, start, submit } = await driveLogins(server.port, USERS, milliseconds, PASSWORD);
      const seconds = (performance.now() - began) / 1000;
      slices.get(server.name)?.push({
        perCpuSecond: logins / (server.cpuSeconds() - cpu),
        perSecond: logins / seconds,
        start,
        all: [...start, ...submit],
        rss: server.residentMib(),
      });
    }
  }
  for (const server of servers) await server.stop();
  report(hashes, slices);
}

function report(hashes: string, slices: ReadonlyMap<string, readonly Slice[]>): void {
  const base = slices.get('express') ?? [];
  console.log(`\n### ${hashes === 'trivial' ? 'hash off' : 'argon2id, 19 MiB, t 2, p 1'}: ${rounds} rounds, ${USERS} users\n`);
  console.log(
    '| server | × logins per CPU-s | logins per CPU-s | logins/s | steps/s | CPU s per 1000 logins | step p50 ms | step p99 ms | start p99 ms | RSS MiB |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|---|');
  for (const [name, all] of slices) {
    const ratios = all.map((slice, round) => slice.perCpuSecond / (base[round]?.perCpuSecond ?? Number.NaN));
    const steps = all.flatMap((slice) => slice.all);
    const starts = all.flatMap((slice) => slice.start);
    const rate = median(all.map((slice) => slice.perCpuSecond));
    const perSecond = median(all.map((slice) => slice.perSecond));
    console.log(
      `| ${name} | ${range(ratios)} | ${rate.toFixed(0)} | ${perSecond.toFixed(0)} | ${(perSecond * 2).toFixed(0)} | ${(1000 / rate).toFixed(2)} | ${percentile(steps, 0.5).toFixed(2)} | ${percentile(steps, 0.99).toFixed(1)} | ${percentile(starts, 0.99).toFixed(1)} | ${median(all.map((slice) => slice.rss)).toFixed(0)} |`,
    );
  }
}

function range(values: readonly number[]): string {
  return `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)}–${Math.max(...values).toFixed(2)})`;
}

function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
