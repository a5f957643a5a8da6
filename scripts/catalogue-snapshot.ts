import type { NodeType } from '@waygate/node-kit';
import { nodeTypes } from '@waygate/nodes';
import { z } from 'zod';

/** What journeys in people's files rely on: it may grow, and what is there never changes. */
function publicFacts(type: NodeType) {
  const config = type.config.parse(exampleConfig(type)) as Record<string, never>;
  return {
    type: type.type,
    version: type.version,
    displayName: type.displayName,
    category: type.category,
    kind: type.kind,
    outcomes: type.outcomes(config),
    callbacks: type.callbacks,
    reads: type.reads.map(({ name }) => name),
    writes: type.writes.map(({ name }) => name),
    provides: type.provides,
    config: z.toJSONSchema(type.config, { io: 'input', unrepresentable: 'any' }),
  };
}

/** A config that parses, for node types whose config has members without a default. */
function exampleConfig(type: NodeType): Record<string, unknown> {
  return { SetSuccessUrlNode: { successUrl: '/' }, SetFailureUrlNode: { failureUrl: '/' } }[type.type] ?? {};
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
      const { properties = {} } = facts.config as {
        properties?: Record<string, { title?: string; help?: string; default?: unknown; enum?: unknown[] }>;
      };
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
        `- Outcomes: ${facts.outcomes.map(({ id, displayName }) => `\`${id}\` (${displayName})`).join(', ') || (type.kind === 'page' ? 'those of its last node' : 'none')}`,
        ...(facts.callbacks.length === 0 ? [] : [`- Callbacks: ${facts.callbacks.join(', ')}`]),
        ...(facts.reads.length === 0 ? [] : [`- Reads: ${facts.reads.map((name) => `\`${name}\``).join(', ')}`]),
        ...(facts.writes.length === 0 ? [] : [`- Writes: ${facts.writes.map((name) => `\`${name}\``).join(', ')}`]),
        ...Object.entries(facts.provides).map(([outcome, factors]) => `- \`${outcome}\` proves ${factors.join(', ')}`),
      ].join('\n');
    });
  return `# Nodes\n\nMade from the catalogue by \`scripts/catalogue-snapshot.ts\`; do not edit.\n\n${sections.join('\n\n')}\n`;
}
