import { setTimeout as pause } from 'node:timers/promises';
import { FAULT_KINDS, type FaultKind, type PlannedFault } from '../fault-schedule.ts';
import type { Clock } from './clock.ts';
import type { ControlledDatabase } from './database.ts';
import { holdStore } from './held-store.ts';
import type { ServerCopy } from './server-copy.ts';
import type { SmallDisk } from './small-disk.ts';

/** How long somebody lies in wait for a request or an answer, milliseconds. */
const TRAP_MS = 5_000;
/** How far all clocks are stepped, and how far one may be off from the others (docs/scale.md: within a few seconds), milliseconds. */
const STEP_MS = 45_000;
const SKEW_MS = 2_000;
/** How much of a request or answer goes through before it is cut: nothing, a part of its head, or more. */
const MOST_BYTES = 900;
/** How many of the last faults are told with a finding. */
const LATEST = 8;

/** What faults are done to. */
interface Targets {
  readonly copies: readonly ServerCopy[];
  readonly clocks: readonly Clock[];
  readonly disk: SmallDisk | undefined;
  readonly database: ControlledDatabase | undefined;
  readonly dataDirectory: string;
}

/** Does what a schedule says, and counts what was done. What is killed starts again while the next faults are done, but at most one copy is down at a time unless all are. */
export class Injector {
  readonly counts = new Map<FaultKind, number>(FAULT_KINDS.map((kind) => [kind, 0]));
  /** What went wrong with the servers themselves: one that does not start again, or does not stop as it should. */
  readonly problems: string[] = [];
  /** The last few that were done, with their time: what a finding may come from. */
  readonly latest: string[] = [];
  readonly #targets: Targets;
  #starting: Promise<void> = Promise.resolve();

  constructor(targets: Targets) {
    this.#targets = targets;
    for (const copy of targets.copies) {
      copy.crashed = (said) => {
        this.problems.push(`A server ended by itself: ${said}`);
        this.#start([copy]);
      };
    }
  }

  async inject(fault: PlannedFault): Promise<void> {
    this.latest.push(`${new Date().toISOString()} ${fault.kind}, copy ${fault.copy}, ${fault.lastsMs} ms`);
    if (this.latest.length > LATEST) this.latest.shift();
    await this.#do(fault);
    this.counts.set(fault.kind, (this.counts.get(fault.kind) ?? 0) + 1);
  }

  /** Until everything runs as it should again. */
  async settle(): Promise<void> {
    await this.#starting;
    for (const clock of this.#targets.clocks) clock.offsetMs = this.#targets.clocks[0]?.offsetMs ?? 0;
  }

  async #do({ kind, copy: index, lastsMs, choice }: PlannedFault): Promise<void> {
    const copy = this.#copy(index);
    switch (kind) {
      case 'server killed':
        await this.#starting;
        await copy.kill();
        this.#start([copy]);
        return;
      case 'all servers killed':
        await this.#starting;
        await Promise.all(this.#targets.copies.map((one) => one.kill()));
        this.#start(this.#targets.copies);
        return;
      case 'server told to stop':
        await this.#starting;
        this.#starting = this.#restart(copy);
        return;
      case 'server stands still':
        copy.pause();
        await pause(lastsMs);
        copy.resume();
        return;
      case 'clients cut off':
        copy.proxy.cutAll();
        return;
      case 'request cut off':
      case 'answer cut off':
        await this.#cutAnywhere(kind === 'request cut off' ? 'request' : 'answer', index, choice);
        return;
      case 'disk full': {
        const { disk } = this.#targets;
        if (disk === undefined) throw new Error('There is no disk to be filled.');
        disk.fill();
        await pause(lastsMs);
        disk.free();
        return;
      }
      case 'store held by another':
        await holdStore(this.#targets.dataDirectory, lastsMs);
        return;
      case 'clocks stepped': {
        const offsetMs = Math.round((2 * choice - 1) * STEP_MS);
        for (const clock of this.#targets.clocks) clock.offsetMs = offsetMs;
        return;
      }
      case 'one clock off': {
        const [first] = this.#targets.clocks;
        const clock = this.#targets.clocks[index];
        if (first !== undefined && clock !== undefined && clock !== first)
          clock.offsetMs = first.offsetMs + Math.round((2 * choice - 1) * SKEW_MS);
        else
          for (const other of this.#targets.clocks.slice(1))
            other.offsetMs = (first?.offsetMs ?? 0) + Math.round((2 * choice - 1) * SKEW_MS);
        return;
      }
      default:
        await this.#doToDatabase(kind, lastsMs, choice);
    }
  }

  async #doToDatabase(kind: FaultKind, lastsMs: number, choice: number): Promise<void> {
    const { database } = this.#targets;
    if (database === undefined) throw new Error('There is no database.');
    switch (kind) {
      case 'database killed':
        await database.kill();
        await pause(lastsMs);
        await database.start();
        return;
      case 'database stands still':
        await database.signal('SIGSTOP');
        await pause(lastsMs);
        await database.signal('SIGCONT');
        return;
      case 'primary steps down':
        await database.stepDown();
        return;
      case 'database cut off':
        database.proxy.cutAll();
        return;
      case 'answer of the database cut off':
        await this.#untilHit(() => database.proxy.cutNext('answer', 0, TRAP_MS));
        return;
      case 'network to the database silent':
        database.proxy.silent = true;
        await pause(lastsMs);
        // What was sent into the void is gone; whoever waits for it finds the connection broken.
        if (choice < 0.5) database.proxy.cutAll();
        database.proxy.silent = false;
        return;
      default:
        throw new Error(`Nobody knows how to do: ${kind}`);
    }
  }

  /** Cuts at the copy that was planned, or at another when nothing comes by there. */
  async #cutAnywhere(side: 'request' | 'answer', index: number, choice: number): Promise<void> {
    let next = index;
    await this.#untilHit(() => {
      const { proxy } = this.#copy(next);
      next = (next + 1) % this.#targets.copies.length;
      return proxy.cutNext(side, Math.floor(choice * MOST_BYTES), TRAP_MS);
    });
  }

  async #untilHit(lieInWait: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 10; tries += 1) if (await lieInWait()) return;
    throw new Error('Nothing came by that could be cut: the load has ended.');
  }

  #start(copies: readonly ServerCopy[]): void {
    const before = this.#starting;
    this.#starting = Promise.all([before, ...copies.map((copy) => copy.start())]).then(
      () => undefined,
      (error: unknown) => void this.problems.push(String(error)),
    );
  }

  async #restart(copy: ServerCopy): Promise<void> {
    try {
      const code = await copy.stop();
      // Without its database a server cannot hand over what it holds, and says so by 1.
      const isWell = code === 0 || (code === 1 && this.#targets.database !== undefined);
      if (!isWell) this.problems.push(`A server that was told to stop ended with ${code}.`);
      await copy.start();
    } catch (error) {
      this.problems.push(String(error));
    }
  }

  #copy(index: number): ServerCopy {
    const copy = this.#targets.copies[index % this.#targets.copies.length];
    if (copy === undefined) throw new Error('There are no copies.');
    return copy;
  }
}
