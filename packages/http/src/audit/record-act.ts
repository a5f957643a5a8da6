import { createHash } from 'node:crypto';
import type { AuditActEnd, AuditPort, Subject } from '@waygate/node-kit';
import { type AuditRecord, type AuditValue, sortKeys, WaygateError } from '@waygate/schema';

/** What an act tells of itself: names and numbers, no content and no secret. */
export type ActFacts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** Tells what came of an act, as it happens. @param person whom it concerns */
export type TellAct = (action: string, facts: ActFacts, person?: Subject) => void;

/** An act of somebody who administers. */
export interface Act {
  readonly realm: string;
  /** What it is called until it tells more. */
  readonly action: string;
  readonly target: NonNullable<AuditRecord['target']>;
  /** Shows what the act is done to, as a reader sees it, without a secret; undefined when it is not there. */
  readonly show?: () => Promise<unknown>;
  /** Names of the members that the request brings. */
  readonly brought?: readonly string[];
}

/** How many names of changed members are told. */
const MOST_FIELDS = 50;
/** How deep the names go. */
const DEEPEST = 3;

/**
 * Does something that changes the configuration, or people of a realm, with a record of it: written before anything is done, and again when it is over. What was changed is told
 * by revision and by name, never by value.
 * @throws WaygateError `audit.unavailable` (operational) with nothing done, and whatever the work throws
 */
export async function recordAct<T>(audit: AuditPort | undefined, act: Act, work: (tell: TellAct) => Promise<T>): Promise<T> {
  if (audit === undefined) return work(() => undefined);
  const { realm, action, target } = act;
  const begun = await audit.begin({ event: 'configuration.changed', realm, target, facts: { action } });
  const before = await shown(act);
  const told: { readonly action: string; readonly facts: ActFacts; readonly person: Subject | undefined }[] = [];
  try {
    const result = await work((...[name, facts, person]) => void told.push({ action: name, facts, person }));
    await begun.end({ result: 'succeeded', ...(await ended()) });
    return result;
  } catch (error) {
    const reason = error instanceof WaygateError ? error.code : 'unexpected';
    const isFault = !(error instanceof WaygateError) || error.kind === 'unexpected' || error.kind === 'operational';
    await begun.end({ result: isFault ? 'failed' : 'refused', reason, ...(told.length === 0 ? {} : await ended()) });
    throw error;
  }

  async function ended(): Promise<Omit<AuditActEnd, 'result'>> {
    const after = await shown(act);
    const fields = changedFields(before, after, act.brought ?? []);
    const [first, ...others] = told;
    const { realm: _, ...facts } = first?.facts ?? {};
    const id = target.id ?? idIn(target.kind, facts);
    const given = Object.entries(facts).flatMap(([name, value]): [string, AuditValue][] => (value === null ? [] : [[name, value]]));
    return {
      target: { kind: target.kind, ...(id === undefined ? {} : { id }) },
      ...(first?.person === undefined ? {} : { person: first.person }),
      facts: {
        ...Object.fromEntries(given),
        ...(first === undefined ? {} : { action: first.action }),
        ...(others.length === 0 ? {} : { also: others.map((one) => `${one.action} ${String(idIn(target.kind, one.facts) ?? '')}`.trim()) }),
        ...revision('before', before),
        ...revision('after', after),
        ...(fields.length === 0 ? {} : { fields }),
      },
    };
  }
}

/** What stands there; what cannot be shown is told as what is not there, since the act goes on without it. */
async function shown({ show }: Act): Promise<unknown> {
  try {
    return await show?.();
  } catch {
    return undefined;
  }
}

/** The revision that the thing says it has, or a digest of what it shows. */
function revision(name: 'before' | 'after', value: unknown): Readonly<Record<string, AuditValue>> {
  if (value === undefined || value === null) return {};
  const own = ownRevision(value);
  return {
    [name]:
      own ??
      createHash('sha256')
        .update(JSON.stringify(sorted(value)))
        .digest('base64url')
        .slice(0, 16),
  };
}

function ownRevision(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { _rev: am, published } = value as { readonly _rev?: unknown; readonly published?: { readonly versionId?: unknown } | null };
  if (typeof am === 'string') return am;
  return typeof published?.versionId === 'string' ? published.versionId : undefined;
}

/**
 * Names of the members that differ, and of those that the request brought and nobody is ever shown: whether they changed only the store knows.
 * @param brought names of members of the request
 */
function changedFields(before: unknown, after: unknown, brought: readonly string[]): readonly string[] {
  const changed = differing(plain(before), plain(after), '', 1);
  const seen = after ?? before;
  const isShown = (name: string) => typeof seen === 'object' && seen !== null && JSON.stringify(seen).includes(`${JSON.stringify(name)}:`);
  const unseen = seen === undefined ? [] : brought.filter((name) => /^[\w.-]{1,64}$/.test(name) && !isShown(name));
  return [...new Set([...changed, ...unseen])].sort().slice(0, MOST_FIELDS);
}

function differing(a: unknown, b: unknown, path: string, depth: number): readonly string[] {
  if (JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))) return [];
  if (depth > DEEPEST || !isRecord(a) || !isRecord(b)) return path === '' ? [] : [path];
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names]
    .filter((name) => name !== '_rev')
    .flatMap((name) => differing(a[name], b[name], path === '' ? name : `${path}.${name}`, depth + 1));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What was made differs from nothing in each of its members, and so does what was taken away. */
function plain(value: unknown): unknown {
  return value ?? {};
}

function sorted(value: unknown): unknown {
  return value === undefined ? null : sortKeys(JSON.parse(JSON.stringify(value)));
}

function idIn(kind: string, facts: ActFacts): string | undefined {
  const id = facts[kind];
  return typeof id === 'string' ? id : undefined;
}
