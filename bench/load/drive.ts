import { busySeconds } from '../process-figures.ts';
import { checkSignOns } from './check.ts';
import type { Copies } from './copies.ts';
import type { Crowd } from './crowd.ts';
import type { Person } from './people.ts';
import type { LoadJourney, Took } from './sign-on.ts';
import type { LoadStore } from './store.ts';

/** What a slice of sign-ons came to. */
export interface Slice {
  readonly signOns: number;
  /** From the first request to the last answer, seconds. */
  readonly seconds: number;
  /** CPU of the servers, of the driver, and of everything else on the machine (MongoDB among it), seconds. */
  readonly serverCpu: number;
  readonly driverCpu: number;
  readonly otherCpu: number;
  /** What the servers asked the store for, and what MongoDB was told to do, where there is one. */
  readonly storeCalls: number;
  readonly storeOperations: number | undefined;
  /** By how much the store grew, bytes. */
  readonly storeBytes: number;
  readonly took: Took;
}

/** What copies ask a store for while nobody comes, in a second. */
export interface IdleStore {
  readonly calls: number;
  readonly operations: number | undefined;
}

export interface DriveIn {
  readonly copies: Copies;
  readonly store: LoadStore;
  readonly crowd: Crowd<Person>;
  /** Is taken off what is counted; nothing when left out. */
  readonly idle?: IdleStore;
}

/** Looks what copies do at rest. */
export async function idleStore(copies: Copies, store: LoadStore, milliseconds: number): Promise<IdleStore> {
  const [metrics, operations, began] = [await copies.metrics(), await store.operations(), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  const [after, operationsAfter, seconds] = [await copies.metrics(), await store.operations(), (performance.now() - began) / 1_000];
  return {
    calls: (callsOf(after) - callsOf(metrics)) / seconds,
    operations: operations === undefined || operationsAfter === undefined ? undefined : (operationsAfter - operations) / seconds,
  };
}

/**
 * Signs people on whole by one journey, so many at once that never pause, and checks that all of them are.
 * @param milliseconds how long sign-ons are begun
 */
export async function drive(
  { copies, store, crowd, idle }: DriveIn,
  journey: LoadJourney,
  users: number,
  milliseconds: number,
): Promise<Slice> {
  const took: Took = new Map();
  const tokens: string[] = [];
  const [metrics, bytes, operations] = [await copies.metrics(), await store.usedBytes(), await store.operations()];
  const cpu = process.cpuUsage();
  const [busy, serverCpu] = [busySeconds(), copies.cpuSeconds()];
  const began = performance.now();
  const user = async () => {
    while (performance.now() < began + milliseconds) {
      const person = crowd.next();
      tokens.push(await journey.signOn(copies, person, took));
      crowd.back(person);
    }
  };
  await Promise.all(Array.from({ length: users }, user));
  const seconds = (performance.now() - began) / 1_000;
  const { user: inUser, system } = process.cpuUsage(cpu);
  const driver = (inUser + system) / 1e6;
  const server = copies.cpuSeconds() - serverCpu;
  const others = busySeconds() - busy - server - driver;
  const operationsAfter = await store.operations();
  const storeCalls = callsOf(await copies.metrics()) - callsOf(metrics) - (idle?.calls ?? 0) * seconds;
  const storeBytes = (await store.usedBytes()) - bytes;
  await checkSignOns(copies, journey.name, tokens, metrics);
  return {
    signOns: tokens.length,
    seconds,
    serverCpu: server,
    driverCpu: driver,
    otherCpu: Math.max(0, others),
    storeCalls,
    storeOperations:
      operations === undefined || operationsAfter === undefined
        ? undefined
        : operationsAfter - operations - (idle?.operations ?? 0) * seconds,
    storeBytes,
    took,
  };
}

const callsOf = (metrics: ReadonlyMap<string, number>) =>
  ['get', 'find', 'write'].reduce((sum, operation) => sum + (metrics.get(`waygate_store_seconds_count{operation="${operation}"}`) ?? 0), 0);
