import { type AuditEntry, type AuditRecord, jsonEquals } from '@waygate/schema';

/** How many refusals of one event by one actor are told each by itself, a minute. */
const EACH = 10;
const MINUTE_MS = 60_000;
/** How many actors of a minute are told apart, and how many counts wait for a store that is away: more is more memory than an attack with many accounts is worth. */
const MOST_APART = 10_000;

/** Refusals that one record stands for. */
export class RefusalFold {
  #entry: AuditEntry;
  #count = 1;
  #told = 0;

  constructor(first: AuditEntry) {
    this.#entry = first;
  }

  /** What it has to say now. */
  get entry(): AuditEntry {
    const { record, ...kept } = this.#entry;
    return { ...kept, record: { ...record, facts: { ...record.facts, count: this.#count } } };
  }

  /** Whether a record of it is written, however old. */
  get isWritten(): boolean {
    return this.#told > 0;
  }

  /** How many refusals no written record stands for. */
  get untold(): number {
    return this.#count - this.#told;
  }

  add({ record }: AuditEntry): void {
    this.#count += 1;
    this.#entry = { ...this.#entry, record: common(this.#entry.record, record) };
  }

  /** Notes that a record of it is written. @param entry as it was written */
  written({ record }: AuditEntry): void {
    this.#told = Number(record.facts?.['count']);
  }
}

/**
 * Keeps whoever is refused again and again from filling the audit log: of each event the first refusals of one actor in a minute are told each by itself, the others by one
 * record that counts them. Where there are too many actors to be told apart, those that come last count as one.
 */
export class RefusalFolds {
  readonly #mostApart: number;
  #minute = 0;
  /** Of this minute, by event and actor. */
  #present = new Map<string, { alone: number; fold?: RefusalFold }>();
  /** Of minutes that are over and not told of yet, oldest first. */
  readonly #over = new Set<RefusalFold>();
  #forgotten = 0;

  /** @param mostApart how many actors are told apart in a minute, and how many counts of minutes that are over wait to be written */
  constructor(mostApart = MOST_APART) {
    this.#mostApart = mostApart;
  }

  /** Takes a refusal. @returns whether it was counted; else it is to be told by itself */
  counts(entry: AuditEntry): boolean {
    this.#turn(entry.record.at);
    const key = this.#keyOf(entry.record);
    const found = this.#present.get(key);
    if (found === undefined) {
      this.#present.set(key, { alone: 1 });
      return false;
    }
    if (found.alone < EACH) {
      found.alone += 1;
      return false;
    }
    if (found.fold === undefined) found.fold = new RefusalFold(entry);
    else found.fold.add(entry);
    return true;
  }

  /**
   * What is to be written, oldest first: that there are more, at once, so that whoever stops the server hides nothing, and how many when the minute is over. It is due until it is written or dropped.
   * @param now epoch milliseconds
   * @param every also what only has another count than is written, for whoever reads right after
   */
  due(now: number, every: boolean): readonly RefusalFold[] {
    this.#turn(now);
    return [...this.#over, ...this.#open().filter((fold) => fold.untold > 0 && (every || !fold.isWritten))];
  }

  /** Notes that a record is written. @param entry as it was written */
  written(fold: RefusalFold, entry: AuditEntry): void {
    fold.written(entry);
    if (fold.untold === 0) this.#over.delete(fold);
  }

  /** Forgets a count that nobody takes, once its minute is over: until then it may be written with more. */
  drop(fold: RefusalFold): void {
    if (this.#over.delete(fold)) this.#forgotten += fold.untold;
  }

  /** How many refusals were forgotten since this was asked last. */
  takeForgotten(): number {
    const forgotten = this.#forgotten;
    this.#forgotten = 0;
    return forgotten;
  }

  /** How many refusals wait for being told of. */
  get untold(): number {
    return sumOf([...this.#over, ...this.#open()]);
  }

  /** When the minute of what is being counted is over, epoch milliseconds; undefined while nothing is. */
  get ends(): number | undefined {
    return this.#open().length === 0 ? undefined : (this.#minute + 1) * MINUTE_MS;
  }

  #keyOf(record: AuditRecord): string {
    const key = whose(record);
    return this.#present.has(key) || this.#present.size < this.#mostApart ? key : JSON.stringify([record.event, record.realm]);
  }

  #open(): RefusalFold[] {
    return [...this.#present.values()].flatMap(({ fold }) => (fold === undefined ? [] : [fold]));
  }

  #turn(at: number): void {
    const minute = Math.floor(at / MINUTE_MS);
    if (minute === this.#minute) return;
    for (const fold of this.#open()) if (fold.untold > 0) this.#over.add(fold);
    for (const oldest of this.#over) {
      if (this.#over.size <= this.#mostApart) break;
      this.drop(oldest);
    }
    this.#present = new Map();
    this.#minute = minute;
  }
}

function sumOf(folds: readonly RefusalFold[]): number {
  return folds.reduce((sum, { untold }) => sum + untold, 0);
}

/** Whose refusal it is: whoever asked, or whom it concerns. What nobody known was refused is counted together, or strangers could fill the log. */
function whose({ event, realm, actor, person, target }: AuditRecord): string {
  return JSON.stringify([event, realm, actor?.kind, actor?.id, person?.id, event === 'continuity.access' ? target?.id : undefined]);
}

/** What two records say alike, as one record: the first one's place in the log, and nothing that only one of them says. */
function common(first: AuditRecord, other: AuditRecord): AuditRecord {
  const { id, at, topic, event, realm, result } = first;
  const alike = (name: 'reason' | 'actor' | 'person' | 'target' | 'address' | 'userAgent' | 'transaction' | 'run') => {
    const [one, two] = [first[name], other[name]];
    return one !== undefined && two !== undefined && jsonEquals(one, two) ? { [name]: one } : {};
  };
  const facts = Object.fromEntries(
    Object.entries(first.facts ?? {}).filter(([name, value]) => jsonEquals(plain(value), plain(other.facts?.[name]))),
  );
  return {
    id,
    at,
    topic,
    event,
    realm,
    result,
    ...alike('reason'),
    ...alike('actor'),
    ...alike('person'),
    ...alike('target'),
    ...alike('address'),
    ...alike('userAgent'),
    ...alike('transaction'),
    ...alike('run'),
    facts,
  };
}

function plain(value: NonNullable<AuditRecord['facts']>[string] | undefined) {
  return value === undefined ? null : typeof value === 'object' ? [...value] : value;
}
