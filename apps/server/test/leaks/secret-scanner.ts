/** Where a secret was found. */
export interface Leak {
  /** What kind of secret it is. */
  readonly kind: string;
  readonly place: string;
  /** In which form, such as `base64`. */
  readonly form: string;
  /** The text around it, for whoever mends the leak. */
  readonly around: string;
}

/** What is shorter, or a number, is looked for in clear and by itself alone: six digits stand in many numbers. */
const SHORT = 8;
const AROUND = 60;

/** Looks for planted secrets in texts, in every form in which a program writes a text down: shares no code with what takes secrets out. */
export class SecretScanner {
  readonly #kinds = new Map<string, string>();

  /** How many secrets are looked for. */
  get size(): number {
    return this.#kinds.size;
  }

  /** Kinds of which there is a secret. */
  get kinds(): ReadonlySet<string> {
    return new Set(this.#kinds.values());
  }

  /** Has a secret looked for. @throws Error for what is too short to be told from other text */
  plant(kind: string, secret: string): string {
    if (secret.length < 4) throw new Error(`A secret of the kind ${kind} is too short to look for.`);
    if (!this.#kinds.has(secret)) this.#kinds.set(secret, kind);
    return secret;
  }

  find(place: string, text: string): Leak[] {
    return [...this.#kinds].flatMap(([secret, kind]) => {
      if (secret.length < SHORT || /^\d+$/.test(secret)) return findAlone(text, secret).map((at) => leakAt(kind, place, 'clear', text, at));
      return formsOf(secret).flatMap(([form, written]) => {
        const at = text.indexOf(written);
        return at < 0 ? [] : [leakAt(kind, place, form, text, at)];
      });
    });
  }
}

function leakAt(kind: string, place: string, form: string, text: string, at: number): Leak {
  return { kind, place, form, around: text.slice(Math.max(0, at - AROUND), at + AROUND) };
}

function findAlone(text: string, secret: string): number[] {
  for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
    if (!/[\w.-]/.test(text[at - 1] ?? ' ') && !/[\w-]/.test(text[at + secret.length] ?? ' ')) return [at];
  }
  return [];
}

function formsOf(secret: string): (readonly [form: string, written: string])[] {
  const bytes = Buffer.from(secret, 'utf8');
  const forms: (readonly [string, string])[] = [
    ['clear', secret],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
    ['JSON in JSON', JSON.stringify(JSON.stringify(secret)).slice(3, -3)],
    ['address', encodeURIComponent(secret)],
    ['form', new URLSearchParams({ x: secret }).toString().slice(2)],
    ['hex', bytes.toString('hex')],
    ['bytes', bytes.join(',')],
    ['HEX', bytes.toString('hex').toUpperCase()],
  ];
  // In base64 a text looks otherwise by how many bytes stand before it. What depends on its neighbours is left out.
  for (const before of [0, 1, 2]) {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    const from = Math.ceil((before * 8) / 6);
    const to = Math.floor((whole.length * 8) / 6);
    forms.push(['base64', whole.toString('base64').slice(from, to)], ['base64url', whole.toString('base64url').slice(from, to)]);
  }
  const seen = new Set<string>();
  return forms.filter(([, written]) => !seen.has(written) && seen.add(written) !== undefined);
}
