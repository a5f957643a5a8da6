import type { AuditActorKind, AuditEntry, AuditEvent, AuditResult, AuditValue } from '@waygate/schema';

/** Where a request came from. */
export interface AuditOrigin {
  /** Id of the request. */
  readonly transaction?: string | undefined;
  /** Address of the client, behind the proxies that are believed. */
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
}

/** How an act came out, and what is known of it by then. */
export interface AuditActEnd {
  readonly result: AuditResult;
  readonly reason?: string;
  readonly target?: { readonly kind: string; readonly id?: string };
  readonly person?: { readonly id: string; readonly username: string };
  readonly facts?: Readonly<Record<string, AuditValue>>;
}

/** An act that was begun, of whose end is to be told. */
export interface AuditAct {
  /** Writes how it ended. @returns when it is written, or was noted as lost: the act has happened all the same */
  end(how: AuditActEnd): Promise<void>;
}

/**
 * The one way to the audit log. Whoever tells something says what happened, to whom and how it came out; from where and by whom is known from the request that it
 * happened in. No part of an event may be a secret, or what a stranger typed.
 */
export interface AuditPort {
  /** Runs the work of a request, so that what is told in it has its origin. */
  within<T>(origin: () => AuditOrigin, work: () => T): T;
  /** Says who acts in this request from here on, or which sign-on it is for. */
  about(known: {
    readonly actor?: { readonly kind: AuditActorKind; readonly id?: string; readonly name?: string };
    readonly run?: string;
  }): void;
  /** The record of an event, for whoever writes it in one group with what it tells of, and says so by `written`. */
  entry(event: AuditEvent): AuditEntry;
  /** @param claimed what somebody typed as a name, as of `AuditEvent` */
  written(entry: AuditEntry, claimed?: string): void;
  /**
   * Writes an event.
   * @returns when it is written
   * @throws WaygateError `audit.unavailable` (operational) when it cannot be, unless the server is to go on without
   */
  record(event: AuditEvent): Promise<void>;
  /** Tells of something that has happened and cannot be taken back. @returns when it is written; what cannot be is noted as lost */
  recordDone(event: AuditEvent): Promise<void>;
  /** Tells an event that is written within a second, with others; it waits for nothing. */
  note(event: AuditEvent): void;
  /**
   * Writes that an act begins, before anything of it is done, so that none happens without a record even if the server is killed in the middle.
   * @throws WaygateError `audit.unavailable` (operational), unless the server is to go on without
   */
  begin(event: AuditEvent): Promise<AuditAct>;
}
