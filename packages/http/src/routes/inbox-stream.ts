import type { ServerResponse } from 'node:http';
import type { InboxMessage } from '../http-deps.ts';

/** One open stream of an inbox. Each message goes out once. It is over when it is ended or its client goes. */
export class InboxStream {
  readonly inbox: string;
  /** Of the client; undefined when its socket is gone. */
  readonly address: string | undefined;
  readonly #response: ServerResponse;
  readonly #onEnd: () => void;
  readonly #sent = new Set<string>();
  #over = false;

  /** @param onEnd is called once */
  constructor(inbox: string, address: string | undefined, response: ServerResponse, onEnd: (stream: InboxStream) => void) {
    this.inbox = inbox;
    this.address = address;
    this.#response = response;
    this.#onEnd = () => onEnd(this);
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
      'X-Content-Type-Options': 'nosniff',
    });
    response.on('close', () => this.end());
    response.on('error', () => this.end());
    this.#write(': open\n\n');
  }

  send({ messageId, jwt }: InboxMessage): void {
    if (this.#sent.has(messageId)) return;
    this.#sent.add(messageId);
    this.#write(`event: push\ndata: ${JSON.stringify({ messageId, jwt })}\n\n`);
  }

  /** A comment, which clients do not see. */
  beat(): void {
    this.#write(': still here\n\n');
  }

  end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#onEnd();
    this.#response.end();
  }

  /** An answer that waits for its turn on a connection can be ended long before it closes, and a write to it then would be an error that nobody catches. */
  #write(text: string): void {
    if (!this.#over && !this.#response.writableEnded && !this.#response.destroyed) this.#response.write(text);
  }
}
