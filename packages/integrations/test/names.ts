import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';

/** What the network says of a name: that it is this machine, that nobody has it, or nothing ever. */
export type Naming = 'here' | 'nobody' | 'silent';

const SUFFIX = '.names.test';
const namings = new Map<string, Naming>();
let count = 0;

/** A name of this machine, and how to change what the network says of it. Every client of this process that looks it up hears of that. */
export function nameHere(): { readonly name: string; readonly say: (naming: Naming) => void } {
  const name = `n${++count}${SUFFIX}`;
  namings.set(name, 'here');
  return { name, say: (naming) => void namings.set(name, naming) };
}

const HERE = { address: '127.0.0.1', family: 4 };
const isOurs = (host: unknown): host is string => typeof host === 'string' && host.endsWith(SUFFIX);

function lookedUp<T>(host: string, answer: T, done: (error: Error | null, answer?: T) => void): void {
  const naming = namings.get(host) ?? 'nobody';
  if (naming === 'silent') return;
  const nobody = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: host });
  setImmediate(() => (naming === 'here' ? done(null, answer) : done(nobody)));
}

/** Stands between the clients of this process and the resolver of the system, which no test can cut; all other names go on to it. */
function stand(holder: object, member: string, ours: (...values: unknown[]) => unknown): void {
  const own: unknown = Reflect.get(holder, member);
  if (typeof own !== 'function') throw new Error(`There is no ${member} to stand before.`);
  Reflect.set(holder, member, function (this: unknown, ...values: unknown[]): unknown {
    return isOurs(values[0]) ? ours(...values) : Reflect.apply(own, this, values);
  });
}

type Done = (error: Error | null, ...answers: unknown[]) => void;
const lastOf = (values: readonly unknown[]) => values.at(-1) as Done;
const wantsAll = (options: unknown) => typeof options === 'object' && options !== null && 'all' in options && options.all === true;

stand(dns, 'lookup', (host, options, ...rest) => {
  const done = lastOf([options, ...rest]);
  lookedUp(String(host), HERE, (error, found) => {
    if (found === undefined) done(error);
    else if (wantsAll(options)) done(null, [found]);
    else done(null, found.address, found.family);
  });
});
stand(dns.promises, 'lookup', (host, options) => {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  lookedUp(String(host), HERE, (error, found) => (found === undefined ? reject(error) : resolve(wantsAll(options) ? [found] : found)));
  return promise;
});
for (const [member, addresses] of [
  ['resolve4', [HERE.address]],
  ['resolve6', []],
] as const) {
  stand(dns.Resolver.prototype, member, (host, ...rest) => {
    lookedUp(String(host), addresses, (error, found) => (found === undefined ? lastOf(rest)(error) : lastOf(rest)(null, found)));
  });
}
syncBuiltinESMExports();
