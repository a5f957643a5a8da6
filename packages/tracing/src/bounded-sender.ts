import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { TracingFacts } from './tracing.ts';

/** The most spans that wait: some megabytes. What comes then is given up. */
const MOST_WAITING = 8_192;
/** Spans of one batch. */
const AT_ONCE = 512;
/** How long spans wait for more, milliseconds. */
const BATCH_MS = 1_000;

/**
 * Sends spans beside the work that they are of, one batch after the other, and counts what it gives up. The library's own processor has such a queue, too, and tells
 * nobody how many it lost.
 */
export class BoundedSender implements SpanProcessor {
  readonly #exporter: SpanExporter;
  #waiting: ReadableSpan[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #exported = 0;
  #dropped = 0;
  #stopped = false;

  constructor(exporter: SpanExporter) {
    this.#exporter = exporter;
  }

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    // A span that is recorded without being sampled is for this process alone.
    if ((span.spanContext().traceFlags & 1) === 0) return;
    if (this.#stopped || this.#waiting.length >= MOST_WAITING) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(span);
    if (this.#waiting.length >= AT_ONCE) void this.#send();
    else this.#timer ??= setTimeout(() => void this.#send(), BATCH_MS).unref();
  }

  facts(): TracingFacts {
    return { exported: this.#exported, dropped: this.#dropped, waiting: this.#waiting.length };
  }

  /** Resolves when nothing waits any more. */
  async forceFlush(): Promise<void> {
    while (this.#waiting.length > 0 || this.#sending !== undefined) await this.#send();
  }

  async shutdown(): Promise<void> {
    await this.forceFlush();
    await this.#exporter.shutdown();
  }

  /** Gives up what waits, and takes no more. */
  abandon(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#dropped += this.#waiting.length;
    this.#waiting = [];
  }

  #send(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  async #sendAll(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, AT_ONCE);
      const { promise, resolve } = Promise.withResolvers<boolean>();
      this.#exporter.export(batch, ({ code }) => resolve(code === 0));
      if (await promise) this.#exported += batch.length;
      else this.#dropped += batch.length;
    }
  }
}
