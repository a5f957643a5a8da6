/** Time as the monitor sees it, so that a test can move it. Milliseconds since 1970. */
export interface Clock {
  now(): number;
  setTimeout(run: () => void, milliseconds: number): unknown;
  clearTimeout(timer: unknown): void;
}
