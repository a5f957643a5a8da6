import type { Json } from '@waygate/schema';
import type { Kit } from './kit.ts';

/** The classes of Java's own library that scripts use, and the ways in which Rhino imports classes. Runs inside the sandbox. */
export function javaPrelude(kit: Kit, classes: Record<string, unknown>): void {
  const { ask, define, java, plain, JavaList, JavaMap } = kit;

  /** A function that `new` may be said of: an arrow is none. */
  const made = (make: (...given: unknown[]) => object) => {
    function Made(...given: unknown[]) {
      return make(...given);
    }
    return Made;
  };

  for (const name of ['java.util.ArrayList', 'java.util.LinkedList', 'java.util.Vector']) {
    // `new` of a list with a list copies it; with a number it only says how much room it wants.
    classes[name] = made((from) => (Array.isArray(from) ? (java(from) as object) : new JavaList()));
  }
  for (const name of ['java.util.HashMap', 'java.util.LinkedHashMap', 'java.util.TreeMap', 'java.util.concurrent.ConcurrentHashMap']) {
    classes[name] = made((from) => new JavaMap(typeof from === 'object' && from !== null ? from : {}));
  }
  class JavaSet extends JavaList {
    add(value: unknown) {
      if (this.includes(value)) return false;
      this.push(value);
      return true;
    }
  }
  for (const name of ['java.util.HashSet', 'java.util.LinkedHashSet', 'java.util.TreeSet']) {
    classes[name] = made((from) => {
      const set = new JavaSet();
      if (Array.isArray(from)) for (const one of from) set.add(one);
      return set;
    });
  }
  const listOf = (...items: unknown[]) => {
    const list = new JavaList();
    for (const one of items.length === 1 && Array.isArray(items[0]) ? (items[0] as unknown[]) : items) list.push(one);
    return list;
  };
  classes['java.util.Arrays'] = { asList: listOf, toString: (list: unknown) => String(java(list)) };
  classes['java.util.List'] = { of: listOf };
  classes['java.util.Set'] = { of: listOf };
  classes['java.util.Map'] = { of: () => new JavaMap() };
  classes['java.util.Collections'] = {
    emptyList: () => new JavaList(),
    emptyMap: () => new JavaMap(),
    emptySet: () => new JavaList(),
    singletonList: (one: unknown) => listOf(one),
    singleton: (one: unknown) => listOf(one),
    unmodifiableList: (list: unknown) => list,
  };
  classes['java.util.UUID'] = { randomUUID: () => String(ask('random.uuid', null)) };
  classes['java.util.Date'] = made((at) => {
    const date = new Date(at === undefined ? Date.now() : Number(at));
    return Object.assign(date, { toPlain: () => date.toISOString() });
  });
  const bytesOf = (data: unknown): Json => (typeof data === 'string' ? ask('text.encode', data) : plain(data));
  const encoder = (name: string) => ({
    encodeToString: (data: unknown) => ask(`${name}.encode`, bytesOf(data)),
    withoutPadding: () => encoder('base64url'),
  });
  const decoder = (name: string) => ({ decode: (text: unknown) => java(ask(`${name}.decode`, String(text))) });
  classes['java.util.Base64'] = {
    getEncoder: () => encoder('base64'),
    getDecoder: () => decoder('base64'),
    getUrlEncoder: () => encoder('base64url'),
    getUrlDecoder: () => decoder('base64url'),
    getMimeDecoder: () => decoder('base64'),
  };
  classes['org.forgerock.util.encode.Base64'] = {
    encode: (data: unknown) => ask('base64.encode', bytesOf(data)),
    decode: (text: unknown) => java(ask('base64.decode', String(text))),
  };
  classes['org.forgerock.util.encode.Base64url'] = {
    encode: (data: unknown) => ask('base64url.encode', bytesOf(data)),
    decode: (text: unknown) => java(ask('base64url.decode', String(text))),
  };
  classes['java.nio.charset.StandardCharsets'] = { UTF_8: 'UTF-8', US_ASCII: 'US-ASCII', ISO_8859_1: 'ISO-8859-1' };
  classes['java.security.SecureRandom'] = made(() => {
    const bytes = (count: number) => ask('random.bytes', count) as number[];
    return {
      nextInt: (bound: unknown = 0x1_0000_0000) => bytes(6).reduce((sum, one) => sum * 256 + one, 0) % Number(bound),
      nextBytes: (array: number[]) => {
        const random = bytes(array.length);
        for (let index = 0; index < array.length; index += 1) array[index] = random[index] ?? 0;
      },
    };
  });
  classes['java.security.MessageDigest'] = {
    getInstance: (algorithm: unknown) => {
      let held: number[] = [];
      const digest = {
        update: (data: unknown) => {
          held = [...held, ...(bytesOf(data) as number[])];
        },
        digest: (data: unknown = []) =>
          java(ask('crypto.digest', { algorithm: String(algorithm), data: [...held, ...(bytesOf(data) as number[])] })),
      };
      return digest;
    },
  };
  classes['java.net.URLEncoder'] = { encode: (text: unknown) => encodeURIComponent(String(text)).replaceAll('%20', '+') };
  classes['java.net.URLDecoder'] = { decode: (text: unknown) => decodeURIComponent(String(text).replaceAll('+', ' ')) };

  /** A text, out of bytes or characters too. */
  const text = (value: unknown): string =>
    Array.isArray(value) && typeof value[0] === 'number' ? String(ask('text.decode', plain(value))) : String(value ?? '');
  const javaString = function (this: unknown, value: unknown) {
    const made = text(value);
    return new.target === undefined ? made : new String(made);
  };
  classes['java.lang.String'] = Object.assign(javaString, {
    valueOf: text,
    join: (separator: unknown, ...parts: unknown[]) =>
      (parts.length === 1 && Array.isArray(parts[0]) ? parts[0] : parts).join(String(separator)),
    format: (pattern: unknown, ...values: unknown[]) => {
      let index = -1;
      return String(pattern).replaceAll(/%[sd]/g, () => {
        index += 1;
        return String(values[index]);
      });
    },
  });
  const whole = (value: unknown) => {
    const number = Number(value);
    if (!Number.isInteger(number) || String(value).trim() === '') throw new Error(`For input string: "${String(value)}"`);
    return number;
  };
  classes['java.lang.Integer'] = { parseInt: whole, valueOf: whole, toString: String, MAX_VALUE: 2_147_483_647, MIN_VALUE: -2_147_483_648 };
  classes['java.lang.Long'] = { parseLong: whole, valueOf: whole, toString: String, MAX_VALUE: Number.MAX_SAFE_INTEGER };
  classes['java.lang.Double'] = { parseDouble: Number, valueOf: Number, toString: String };
  classes['java.lang.Boolean'] = {
    parseBoolean: (value: unknown) => String(value).toLowerCase() === 'true',
    valueOf: (value: unknown) => String(value).toLowerCase() === 'true',
    TRUE: true,
    FALSE: false,
  };
  classes['java.lang.Math'] = Math;
  classes['java.lang.System'] = {
    currentTimeMillis: () => Date.now(),
    nanoTime: () => Date.now() * 1_000_000,
    lineSeparator: () => '\n',
    getProperty: () => null,
    getenv: () => null,
  };
  classes['java.lang.StringBuilder'] = made((start = '') => {
    const parts = [String(start)];
    const builder = {
      append: (more: unknown) => {
        parts.push(String(more));
        return builder;
      },
      length: () => parts.join('').length,
      reverse: () => {
        parts.splice(0, parts.length, Array.from(parts.join('')).reverse().join(''));
        return builder;
      },
      toString: () => parts.join(''),
    };
    return builder;
  });
  classes['java.lang.StringBuffer'] = classes['java.lang.StringBuilder'];
  classes['java.lang.Exception'] = Error;
  classes['java.lang.RuntimeException'] = Error;

  /** What scripts call on texts that came from Java. */
  const onTexts: Record<string, (this: string, ...given: unknown[]) => unknown> = {
    equals(other) {
      return String(this) === other;
    },
    equalsIgnoreCase(other) {
      return String(this).toLowerCase() === String(other).toLowerCase();
    },
    isEmpty() {
      return this.length === 0;
    },
    contains(part) {
      return this.includes(String(part));
    },
    getBytes() {
      return java(ask('text.encode', String(this)));
    },
    toCharArray() {
      return Array.from(String(this));
    },
  };
  for (const [name, value] of Object.entries(onTexts))
    Object.defineProperty(String.prototype, name, { value, writable: true, configurable: true });

  const paths = new WeakMap<object, string>();
  const unknown = (path: string): never => kit.missing(`The Java class ${path}`);
  const isClass = (path: string) => /^[A-Z]/.test(path.slice(path.lastIndexOf('.') + 1));
  function reached(path: string): object {
    const known = classes[path];
    if ((typeof known === 'object' && known !== null) || typeof known === 'function') return known;
    const proxy: object = new Proxy(made(Object), {
      get: (_target, name) => {
        if (typeof name === 'symbol') return undefined;
        return isClass(path) ? unknown(path) : reached(path === '' ? name : `${path}.${name}`);
      },
      apply: () => unknown(path),
      construct: () => unknown(path),
    });
    paths.set(proxy, path);
    return proxy;
  }
  const namesOf = (what: unknown): [string, unknown][] => {
    const path = typeof what === 'object' || typeof what === 'function' ? paths.get(what as object) : undefined;
    if (path !== undefined && isClass(path)) return [[path, what]];
    if (path !== undefined)
      return Object.entries(classes).filter(([name]) => name.startsWith(`${path}.`) && !name.slice(path.length + 1).includes('.'));
    return Object.entries(classes).filter(([, known]) => known === what);
  };
  const simple = (name: string) => name.slice(name.lastIndexOf('.') + 1);
  define(
    'JavaImporter',
    made((...wanted) => {
      const importer: Record<string, unknown> = {};
      for (const what of wanted) for (const [name, known] of namesOf(what)) importer[simple(name)] = known;
      return importer;
    }),
  );
  const intoGlobal = (...wanted: unknown[]) => {
    for (const what of wanted) for (const [name, known] of namesOf(what)) define(simple(name), known);
  };
  define('importClass', intoGlobal);
  define('importPackage', intoGlobal);
  define('Java', {
    type: (name: unknown) => reached(String(name)),
    from: (value: unknown) => plain(value),
    to: (value: unknown) => java(value),
  });
  define('Packages', reached(''));
  for (const root of ['java', 'javax', 'org', 'com']) define(root, reached(root));
}
