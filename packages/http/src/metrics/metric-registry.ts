/** What a metric is, for the page and for the documentation of it. */
export interface MetricDefinition {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  readonly help: string;
  readonly labels: readonly string[];
}

export interface Counter {
  /** @param values of the labels, in their order */
  add(values?: readonly string[], amount?: number): void;
}

export interface Distribution {
  /** @param values of the labels, in their order */
  observe(values: readonly string[], amount: number): void;
}

/** Values of labels, and what the metric is worth with them. */
export type Sample = readonly [labels: readonly string[], value: number];

/** So many combinations of labels are told apart of one metric; what comes after them counts as `other`, so that no client and no author can make the page or the memory grow. */
const MOST_SERIES = 1_000;
const LONGEST_LABEL = 100;
const OTHER = 'other';

interface Series {
  readonly values: readonly string[];
  sum: number;
  count: number;
  readonly buckets: number[];
}

interface Kept {
  readonly definition: MetricDefinition;
  samples(): string[];
}

/** Metrics of a process in Prometheus' text form (version 0.0.4). The same name is the same metric, whoever asks for it. */
export class MetricRegistry {
  readonly #metrics = new Map<string, Kept & { readonly handle: Counter & Distribution }>();

  counter(name: string, help: string, labels: readonly string[] = []): Counter {
    return this.#kept({ name, type: 'counter', help, labels }, []);
  }

  /** Seconds, or whatever the name says, by how many were no more than each bound. */
  histogram(name: string, help: string, labels: readonly string[], bounds: readonly number[]): Distribution {
    return this.#kept({ name, type: 'histogram', help, labels }, bounds);
  }

  /** How many there were, and their sum. */
  summary(name: string, help: string, labels: readonly string[]): Distribution {
    return this.#kept({ name, type: 'summary', help, labels }, []);
  }

  /** A value that is asked for when the page is. What was there under the name gives way. @param type `counter` for what only grows */
  read(name: string, help: string, labels: readonly string[], samples: () => readonly Sample[], type: 'gauge' | 'counter' = 'gauge'): void {
    const handle = { add: () => undefined, observe: () => undefined };
    const definition = { name, type, help, labels };
    this.#metrics.set(name, {
      definition,
      handle,
      samples: () => samples().map(([values, value]) => line(name, labelled(labels, values), value)),
    });
  }

  definitions(): readonly MetricDefinition[] {
    return [...this.#metrics.values()].map(({ definition }) => definition).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  text(): string {
    return [...this.#metrics.values()]
      .flatMap(({ definition: { name, help, type }, samples }) => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples()])
      .map((text) => `${text}\n`)
      .join('');
  }

  #kept(definition: MetricDefinition, bounds: readonly number[]): Counter & Distribution {
    const before = this.#metrics.get(definition.name);
    if (before !== undefined) return before.handle;
    const series = new Map<string, Series>();
    const of = (given: readonly string[]): Series => {
      const cut = given.map((value) => (value.length > LONGEST_LABEL ? `${value.slice(0, LONGEST_LABEL)}…` : value));
      const values = series.has(cut.join('\0')) || series.size < MOST_SERIES ? cut : given.map(() => OTHER);
      const key = values.join('\0');
      const one = series.get(key) ?? { values, sum: 0, count: 0, buckets: bounds.map(() => 0) };
      series.set(key, one);
      return one;
    };
    if (definition.labels.length === 0) of([]);
    const handle = {
      add: (values: readonly string[] = [], amount = 1) => {
        of(values).sum += amount;
      },
      observe: (values: readonly string[], amount: number) => {
        const one = of(values);
        one.sum += amount;
        one.count += 1;
        const place = bounds.findIndex((bound) => amount <= bound);
        if (place >= 0) one.buckets[place] = (one.buckets[place] ?? 0) + 1;
      },
    };
    this.#metrics.set(definition.name, {
      definition,
      handle,
      samples: () => [...series.values()].flatMap((one) => linesOf(definition, bounds, one)),
    });
    return handle;
  }
}

function linesOf({ name, type, labels }: MetricDefinition, bounds: readonly number[], { values, sum, count, buckets }: Series): string[] {
  const own = labelled(labels, values);
  if (type === 'counter') return [line(name, own, sum)];
  let below = 0;
  const cumulated = bounds.map((bound, place) => {
    below += buckets[place] ?? 0;
    return line(`${name}_bucket`, [...own, ['le', String(bound)]], below);
  });
  return [
    ...cumulated,
    ...(type === 'histogram' ? [line(`${name}_bucket`, [...own, ['le', '+Inf']], count)] : []),
    line(`${name}_sum`, own, sum),
    line(`${name}_count`, own, count),
  ];
}

type Label = readonly [name: string, value: string];

function labelled(names: readonly string[], values: readonly string[]): readonly Label[] {
  return names.map((name, place) => [name, values[place] ?? '']);
}

function line(name: string, labels: readonly Label[], value: number): string {
  const text = labels.map(([label, text]) => `${label}="${escaped(text)}"`).join(',');
  return `${name}${text === '' ? '' : `{${text}}`} ${value}`;
}

function escaped(label: string): string {
  return label.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
