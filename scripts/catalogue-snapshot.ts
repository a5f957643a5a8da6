import type { NodeType } from '@waygate/node-kit';
import { nodeTypes } from '@waygate/nodes';
import type { JsonObject } from '@waygate/schema';
import { z } from 'zod';
import { neededConfig } from '../nodes/test/needed-config.ts';

/** What journeys in people's files rely on: it may grow, and what is there never changes. */
function publicFacts(type: NodeType) {
  const config = z.toJSONSchema(type.config, { io: 'input', unrepresentable: 'any' }) as { properties?: Readonly<Record<string, Field>> };
  return {
    type: type.type,
    version: type.version,
    displayName: type.displayName,
    category: type.category,
    kind: type.kind,
    outcomes: outcomesOf(type, config.properties ?? {}),
    callbacks: type.callbacks,
    reads: type.reads.map(({ name }) => name),
    writes: type.writes.map(({ name }) => name),
    provides: type.provides,
    ...(Object.keys(type.mayProvide).length === 0 ? {} : { mayProvide: type.mayProvide }),
    config,
  };
}

interface Field {
  readonly type?: string;
  readonly title?: string;
  readonly help?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
}

interface PublicOutcome {
  readonly id: string;
  readonly displayName: string;
  /** What a field must say for the node to have the outcome. */
  readonly when?: string;
}

/** Every outcome: those of the defaults, then those that a yes-or-no field gives, in the order of the fields. */
function outcomesOf(type: NodeType, fields: Readonly<Record<string, Field>>): PublicOutcome[] {
  const needed = neededConfig(type);
  // What cannot be published adds no outcome.
  const outcomes = (given: object) => {
    const config = type.config.safeParse({ ...needed, ...given });
    return type.outcomes((config.success ? config.data : type.config.parse(needed)) as JsonObject);
  };
  const found: PublicOutcome[] = [...outcomes({})];
  for (const [key, field] of Object.entries(fields)) {
    if (field.type !== 'boolean') continue;
    const byDefault = field.default === true;
    const turned = outcomes({ [key]: !byDefault });
    const lost = (one: PublicOutcome) => one.when === undefined && !turned.some(({ id }) => id === one.id);
    for (const [index, one] of found.entries()) if (lost(one)) found[index] = { ...one, when: `${key} is ${byDefault}` };
    for (const one of turned) if (!found.some(({ id }) => id === one.id)) found.push({ ...one, when: `${key} is ${!byDefault}` });
  }
  return found;
}

/** Text of `nodes/catalogue.snapshot.json`. */
export function catalogueSnapshot(): string {
  const sorted = [...nodeTypes].sort((a, b) => (a.type < b.type ? -1 : 1));
  return `${JSON.stringify(sorted.map(publicFacts), null, 2)}\n`;
}

/** Text of `docs/nodes.md`: every node with its configuration, outcomes and state. */
export function nodeReference(): string {
  const sections = [...nodeTypes]
    .sort((a, b) => (a.displayName < b.displayName ? -1 : 1))
    .map((type) => {
      const facts = publicFacts(type);
      const { properties = {} } = facts.config;
      const when = (condition: string | undefined) => (condition === undefined ? '' : `, when ${condition.replace(/^\w+/, '`$&`')}`);
      const rows = Object.entries(properties).map(
        ([key, field]) =>
          `| \`${key}\` | ${field.title ?? ''} | ${field.default === undefined ? '' : `\`${JSON.stringify(field.default)}\``} | ${field.help ?? ''}${field.enum === undefined ? '' : ` One of ${field.enum.map((one) => `\`${String(one)}\``).join(', ')}.`} |`,
      );
      return [
        `## ${type.displayName}`,
        '',
        `\`${type.type}\` · ${type.category}`,
        '',
        type.summary,
        '',
        ...(rows.length === 0 ? ['No configuration.'] : ['| Key | Field | Default | Meaning |', '| --- | --- | --- | --- |', ...rows]),
        '',
        `- Outcomes: ${facts.outcomes.map((one) => `\`${one.id}\` (${one.displayName}${when(one.when)})`).join(', ') || (type.kind === 'page' ? 'those of its last node' : 'none')}`,
        ...(facts.callbacks.length === 0 ? [] : [`- Callbacks: ${facts.callbacks.join(', ')}`]),
        ...(facts.reads.length === 0 ? [] : [`- Reads: ${facts.reads.map((name) => `\`${name}\``).join(', ')}`]),
        ...(facts.writes.length === 0 ? [] : [`- Writes: ${facts.writes.map((name) => `\`${name}\``).join(', ')}`]),
        ...Object.entries(facts.provides).map(([outcome, factors]) => `- \`${outcome}\` proves ${factors.join(', ')}`),
        ...Object.entries(type.mayProvide).map(([outcome, factors]) => `- \`${outcome}\` can prove ${factors.join(', ')} besides`),
      ].join('\n');
    });
  return `# Nodes\n\nMade from the catalogue by \`scripts/catalogue-snapshot.ts\`; do not edit.\n\n${sections.join('\n\n')}\n`;
}
