import type { InboxStream } from './inbox-stream.ts';

/** The streams that are open, oldest first, by inbox and by the address of the client. */
export class OpenStreams {
  readonly #all = new Set<InboxStream>();
  readonly #byInbox = new Map<string, Set<InboxStream>>();
  readonly #byAddress = new Map<string, Set<InboxStream>>();

  get size(): number {
    return this.#all.size;
  }

  [Symbol.iterator](): Iterator<InboxStream> {
    return this.#all.values();
  }

  ofInbox(inbox: string): ReadonlySet<InboxStream> {
    return this.#byInbox.get(inbox) ?? new Set();
  }

  ofAddress(address: string | undefined): ReadonlySet<InboxStream> {
    return this.#byAddress.get(address ?? '') ?? new Set();
  }

  add(stream: InboxStream): void {
    this.#all.add(stream);
    for (const [index, name] of this.#indexes(stream)) index.set(name, (index.get(name) ?? new Set()).add(stream));
  }

  remove(stream: InboxStream): void {
    this.#all.delete(stream);
    for (const [index, name] of this.#indexes(stream)) {
      index.get(name)?.delete(stream);
      if (index.get(name)?.size === 0) index.delete(name);
    }
  }

  #indexes({ inbox, address }: InboxStream) {
    return [
      [this.#byInbox, inbox],
      [this.#byAddress, address ?? ''],
    ] as const;
  }
}
