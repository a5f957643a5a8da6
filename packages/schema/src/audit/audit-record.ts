import { z } from 'zod';
import type { AUDIT_EVENTS, AuditEventName, AuditTopic } from './audit-events.ts';

/** How something came out. `begun`: nothing more is known, or it was left. `failed`: it did not come about, for no rule. `refused`: by a rule. */
export const AUDIT_RESULTS = ['begun', 'succeeded', 'failed', 'refused'] as const;
export type AuditResult = (typeof AUDIT_RESULTS)[number];

/** Who did something: a person for themselves, somebody who administers, an application, a program of administrators, whoever runs commands, or the server by itself. */
export const AUDIT_ACTORS = ['person', 'administrator', 'client', 'program', 'operator', 'server'] as const;
export type AuditActorKind = (typeof AUDIT_ACTORS)[number];

/** Value of a fact. */
export type AuditValue = string | number | boolean | readonly string[];

/** One event of the audit log, as it is kept and exported. Its words may be those of another release that writes to the same store. */
export const auditRecord = z.object({
  /** Sorts by time. */
  id: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
  topic: z.string(),
  event: z.string(),
  /** Realm that it happened in; the root realm for what concerns the whole installation. */
  realm: z.string(),
  result: z.string(),
  /** Stable code of why it did not succeed. */
  reason: z.string().exactOptional(),
  actor: z.object({ kind: z.string(), id: z.string().exactOptional(), name: z.string().exactOptional() }).exactOptional(),
  /** Whom it concerns. */
  person: z.object({ id: z.string(), name: z.string() }).exactOptional(),
  /** What it was done to. */
  target: z.object({ kind: z.string(), id: z.string().exactOptional() }).exactOptional(),
  /** Address of the client, behind the proxies that are believed. */
  address: z.string().exactOptional(),
  userAgent: z.string().exactOptional(),
  /** Id of the request, which its log lines have, too. */
  transaction: z.string().exactOptional(),
  /** Code of the sign-on, by which its trace is found. */
  run: z.string().exactOptional(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).readonly()])).exactOptional(),
});
export type AuditRecord = z.infer<typeof auditRecord>;

/** A record with how it is kept. */
export interface AuditEntry {
  readonly record: AuditRecord;
  /** When it goes, epoch milliseconds; absent when it stays for ever. */
  readonly expiresAt?: number;
}

/** Something that happened, as whoever saw it tells it. When it was, from where and by whom is added where it is not said. */
export type AuditEvent = { readonly [E in AuditEventName]: AuditEventOf<E> }[AuditEventName];

interface AuditEventOf<E extends AuditEventName> {
  readonly event: E;
  readonly realm: string;
  /** `succeeded` when left out. */
  readonly result?: AuditResult;
  readonly reason?: string;
  readonly actor?: { readonly kind: AuditActorKind; readonly id?: string; readonly name?: string };
  readonly person?: { readonly id: string; readonly username: string };
  /** What somebody typed as a name. It may be anything, a password too: it is compared with the names that there are, and never kept. */
  readonly claimed?: string;
  readonly target?: NonNullable<AuditRecord['target']>;
  /** Id of the journey session. */
  readonly run?: string;
  readonly facts?: Partial<Readonly<Record<(typeof AUDIT_EVENTS)[E]['facts'][number], AuditValue>>>;
}

/** What to look for in the audit log of a realm, besides the time. Everything that is named must hold. */
export interface AuditFilter {
  /** Id of the person whom it concerns. */
  readonly person?: string;
  readonly topics?: readonly AuditTopic[];
  /** Name of the event, or its beginning, such as `account.`. */
  readonly event?: string;
  readonly result?: AuditResult;
  /** Id or name of whoever did it. */
  readonly actor?: string;
  /** Address of the client. */
  readonly address?: string;
  /** Id of the request. */
  readonly transaction?: string;
  /** Code of a sign-on. */
  readonly run?: string;
}

/** How records are written for whoever takes them elsewhere: a line of JSON each, or a table. */
export const AUDIT_FORMATS = ['jsonl', 'csv'] as const;
export type AuditFormat = (typeof AUDIT_FORMATS)[number];

/** Part of what a search finds. */
export interface AuditPage {
  /** Newest first. */
  readonly records: readonly AuditRecord[];
  /** Where to go on: an id that the next part is before. Undefined when there is no more. */
  readonly next?: string;
  /** How many were left out because they cannot be read; absent when there are none. */
  readonly unreadable?: number;
}

/** A part of the audit log, with how long it is kept; 0 is for ever. */
export interface AuditList extends AuditPage {
  readonly keptDays: number;
  /** When it was asked for, by the clock of the server, epoch milliseconds. */
  readonly now: number;
}
