/** What a handler answers. `body` is sent as JSON. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** What went wrong, to be noted; not sent. */
  readonly error?: unknown;
}
