import { hash, verify } from '@node-rs/argon2';

/**
 * The ceiling: passwords checked by argon2id with the server's parameters, with nothing around it. Prints one line of JSON.
 * `UV_THREADPOOL_SIZE=THREADS node bare-hashing.ts THREADS MILLISECONDS`
 */
const [threads, milliseconds] = process.argv.slice(2).map(Number);
if (threads === undefined || milliseconds === undefined) throw new Error('usage: bare-hashing.ts THREADS MILLISECONDS');
const stored = await hash('correct horse battery staple', { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
let hashes = 0;
const hashing = async (until: number) => {
  while (performance.now() < until) {
    if (!(await verify(stored, 'correct horse battery staple'))) throw new Error('The hash does not match.');
    hashes += 1;
  }
};
await Promise.all(Array.from({ length: threads }, () => hashing(performance.now() + 200)));
hashes = 0;
const cpu = process.cpuUsage();
const began = performance.now();
await Promise.all(Array.from({ length: threads }, () => hashing(began + milliseconds)));
const seconds = (performance.now() - began) / 1_000;
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ perSecond: hashes / seconds, perCpuSecond: hashes / ((user + system) / 1e6) }));
