/** Reads a text from its beginning to its end. */
export class TextReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at === this.#text.length;
  }

  sees(sign: string): boolean {
    return this.#text.startsWith(sign, this.#at);
  }

  /** Goes beyond a sign. @returns whether it stood there */
  take(sign: string): boolean {
    if (!this.sees(sign)) return false;
    this.#at += sign.length;
    return true;
  }

  /** Goes beyond what a sticky pattern finds here. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  space(): void {
    this.match(/\s*/y);
  }

  /** Goes beyond a text in quotes, single or double, and answers what it says. */
  text(): string | undefined {
    const quoted = this.match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/sy);
    return quoted?.slice(1, -1).replaceAll(/\\(.)/gs, '$1');
  }
}
