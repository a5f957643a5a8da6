import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { FAULT_KINDS } from './fault-schedule.ts';
import { runFaults } from './run-faults.ts';
import { tableOf } from './table-of.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    faults: { type: 'string', default: '1000' },
    store: { type: 'string', default: 'embedded' },
    copies: { type: 'string', default: '3' },
    actors: { type: 'string', default: '12' },
    without: { type: 'string', default: '' },
    mutant: { type: 'string' },
  },
});
const whole = z.coerce.number().int().positive();
const wish = {
  seed: values.seed === undefined ? randomInt(1, 2 ** 31) : whole.parse(values.seed),
  faults: whole.parse(values.faults),
  store: z.enum(['embedded', 'mongodb']).parse(values.store),
  copies: whole.parse(values.copies),
  actors: whole.parse(values.actors),
  without: new Set(values.without === '' ? [] : values.without.split(',').map((kind) => z.enum(FAULT_KINDS).parse(kind.trim()))),
};
/** A server that is broken on purpose, for finding out whether it is found. */
const mutant = z.enum(['commits-late', 'swallows-a-full-disk']).optional().parse(values.mutant);
const environment = mutant === undefined ? {} : { NODE_OPTIONS: `--import=${new URL(`./mutants/${mutant}.ts`, import.meta.url).href}` };
const again = `npm run faults -- --seed ${wish.seed} --faults ${wish.faults} --store ${wish.store} --copies ${wish.copies} --actors ${wish.actors}${values.without === '' ? '' : ` --without '${values.without}'`}${mutant === undefined ? '' : ` --mutant ${mutant}`}`;
const say = (line: string) => void process.stdout.write(`${line}\n`);
say(`Seed ${wish.seed}. The same faults again: ${again}`);
const hurry = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => hurry.abort());
const outcome = await runFaults({ ...wish, environment, say, signal: hurry.signal });
say(`\n${tableOf(outcome)}`);
if (outcome.violations.length > 0) say(`\nSeed ${wish.seed}: ${again}`);
// Connections that were cut are of no interest any more.
process.exit(outcome.violations.length > 0 ? 1 : 0);
