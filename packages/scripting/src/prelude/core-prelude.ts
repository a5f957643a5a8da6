import type { Json } from '@waygate/schema';
import type { Gathered, JavaMapLike, Kit, ScriptFacts } from './kit.ts';

/** The part of the bindings that both generations have. Runs inside the sandbox: it uses nothing but its arguments and the language. */
export function corePrelude(
  host: (operation: string, argument: string) => string,
  load: (name: string) => ReturnType<Kit['load']>,
  factsText: string,
): Kit {
  const facts = JSON.parse(factsText) as ScriptFacts;
  const { parse, stringify } = JSON;
  const define = (name: string, value: unknown) => {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  };
  const missing = (what: string): never => {
    throw new Error(`${what} is not available here.`);
  };

  const ask = (operation: string, argument: Json): Json => {
    const answered = parse(host(operation, stringify(argument) ?? 'null')) as { value?: Json; error?: string };
    if (answered.error !== undefined) throw new Error(answered.error);
    return answered.value ?? null;
  };

  class JavaMap implements JavaMapLike {
    constructor(entries: object = {}) {
      for (const [key, value] of Object.entries(entries)) this.put(key, value);
    }
    get(key: unknown): unknown {
      const found = Object.getOwnPropertyDescriptor(this, String(key));
      return found === undefined ? null : found.value;
    }
    put(key: unknown, value: unknown): unknown {
      const before = this.get(key);
      Object.defineProperty(this, String(key), { value, writable: true, configurable: true, enumerable: true });
      return before;
    }
    putAll(more: object): void {
      for (const [key, value] of Object.entries(more)) this.put(key, value);
    }
    putIfAbsent(key: unknown, value: unknown): unknown {
      return this.containsKey(key) ? this.get(key) : this.put(key, value);
    }
    getOrDefault(key: unknown, otherwise: unknown): unknown {
      return this.containsKey(key) ? this.get(key) : otherwise;
    }
    add(key: unknown, value: unknown): this {
      this.put(key, value);
      return this;
    }
    remove(key: unknown): unknown {
      const before = this.get(key);
      Reflect.deleteProperty(this, String(key));
      return before;
    }
    clear(): void {
      for (const key of Object.keys(this)) this.remove(key);
    }
    containsKey(key: unknown): boolean {
      return Object.hasOwn(this, String(key));
    }
    isDefined(key: unknown): boolean {
      return this.containsKey(key);
    }
    containsValue(value: unknown): boolean {
      return Object.values(this).includes(value);
    }
    size(): number {
      return Object.keys(this).length;
    }
    isEmpty(): boolean {
      return Object.keys(this).length === 0;
    }
    keySet(): unknown {
      return JavaList.from(Object.keys(this));
    }
    values(): unknown {
      return JavaList.from(Object.values(this));
    }
    entrySet(): unknown {
      return JavaList.from(Object.entries(this).map(([key, value]) => ({ getKey: () => key, getValue: () => value })));
    }
    forEach(each: (key: string, value: unknown) => void): void {
      for (const [key, value] of Object.entries(this)) each(key, value);
    }
    copy(): JavaMap {
      return java(plain(this)) as JavaMap;
    }
    toString(): string {
      return `{${Object.entries(this)
        .map(([key, value]) => `${key}=${String(value)}`)
        .join(', ')}}`;
    }
  }

  class JavaList extends Array<unknown> {
    get(index: number): unknown {
      if (index < 0 || index >= this.length) throw new RangeError(`Index ${index} out of bounds for length ${this.length}`);
      return this[index];
    }
    set(index: number, value: unknown): unknown {
      const before = this.get(index);
      this[index] = value;
      return before;
    }
    size(): number {
      return this.length;
    }
    isEmpty(): boolean {
      return this.length === 0;
    }
    contains(value: unknown): boolean {
      return this.includes(value);
    }
    add(...given: unknown[]): boolean {
      if (given.length === 2) this.splice(Number(given[0]), 0, given[1]);
      else this.push(given[0]);
      return true;
    }
    addAll(more: Iterable<unknown>): boolean {
      for (const one of more) this.push(one);
      return true;
    }
    remove(which: unknown): unknown {
      const index = typeof which === 'number' ? which : this.indexOf(which);
      if (index < 0 || index >= this.length) return typeof which === 'number' ? this.get(which) : false;
      const [gone] = this.splice(index, 1);
      return typeof which === 'number' ? gone : true;
    }
    clear(): void {
      this.length = 0;
    }
    toArray(): unknown[] {
      return Array.from(this);
    }
    iterator(): { hasNext(): boolean; next(): unknown } {
      let at = 0;
      return {
        hasNext: () => at < this.length,
        next: () => {
          at += 1;
          return this.get(at - 1);
        },
      };
    }
    override toString(): string {
      return `[${Array.from(this, (one) => String(one)).join(', ')}]`;
    }
  }

  function java(value: unknown): unknown {
    if (Array.isArray(value)) {
      const list = new JavaList();
      for (const one of value) list.push(java(one));
      return list;
    }
    if (typeof value !== 'object' || value === null) return value;
    const map = new JavaMap();
    for (const [key, member] of Object.entries(value)) map.put(key, java(member));
    return map;
  }

  /** Beyond this depth it is no data but something that refers to itself. */
  const deepest = 100;
  function plain(value: unknown, depth = 0): Json {
    if (depth > deepest) throw new RangeError('A value is nested too deep, or holds itself.');
    if (value === null || value === undefined || typeof value === 'function' || typeof value === 'symbol') return null;
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') return Number.isFinite(value) ? value : null;
    if (typeof value === 'bigint') return Number(value);
    const own = (value as { toPlain?: () => unknown }).toPlain;
    if (typeof own === 'function') return plain(own.call(value), depth + 1);
    if (value instanceof String || value instanceof Number || value instanceof Boolean) return plain(value.valueOf(), depth + 1);
    if (value instanceof Date) return value.toISOString();
    if (value instanceof Set) return Array.from(value, (one) => plain(one, depth + 1));
    if (value instanceof Map) return plain(Object.fromEntries(value), depth + 1);
    if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value as ArrayLike<unknown>, (one) => plain(one, depth + 1));
    const object: { [key: string]: Json } = {};
    for (const [key, member] of Object.entries(value)) {
      if (typeof member === 'function' || member === undefined) continue;
      Object.defineProperty(object, key, { value: plain(member, depth + 1), writable: true, configurable: true, enumerable: true });
    }
    return object;
  }

  const copy = <T>(value: T): T => (value === undefined ? value : (parse(stringify(value)) as T));
  const shared = java(facts.shared) as JavaMapLike;
  const transient = java(facts.transient) as JavaMapLike;
  const writable = (key: string) => {
    if (!facts.writes.includes('*') && !facts.writes.includes(key))
      throw new Error(`The node does not name ${key} among its script outputs.`);
  };

  const gathered: Gathered = { callbacks: [], sessionProperties: {}, removedSessionProperties: [] };

  const messages = ['information', 'warning', 'error', 'information', 'script'];
  const message = (type: unknown) =>
    messages[Number(type)] ?? (messages.includes(String(type).toLowerCase()) ? String(type).toLowerCase() : 'information');
  const word = (value: unknown, otherwise = '') => (value === null || value === undefined ? otherwise : String(value));
  const whole = (value: unknown) => Math.trunc(Number(value ?? 0)) || 0;
  const object = (value: unknown) => {
    const said = plain(value);
    return typeof said === 'object' && said !== null && !Array.isArray(said) ? said : {};
  };
  const failed = (list: unknown) =>
    Array.isArray(list) ? list.map((one) => (typeof one === 'string' ? (parse(one) as unknown) : plain(one))) : [];
  const standard: Readonly<Record<string, readonly string[]>> = { 0: ['Yes', 'No'], 1: ['Yes', 'No', 'Cancel'], 2: ['OK', 'Cancel'] };
  const attribute =
    (type: string, from: (value: unknown) => unknown) =>
    (name: unknown, prompt: unknown, value: unknown, required: unknown, ...more: unknown[]): Record<string, unknown> => {
      const policies = more.find((one) => typeof one === 'object' && one !== null && !Array.isArray(one));
      return {
        type,
        name: word(name),
        prompt: word(prompt),
        value: from(value),
        required: required === true,
        policies: object(policies),
        validateOnly: more.includes(true),
        failedPolicies: failed(more.find((one) => Array.isArray(one))),
      };
    };
  const number = (value: unknown) => (value === null || value === undefined || value === '' ? null : Number(value));
  const callbacks: Kit['callbacks'] = {
    NameCallback: (prompt, value) => ({ type: 'NameCallback', prompt: word(prompt), value: word(value) }),
    PasswordCallback: (prompt) => ({ type: 'PasswordCallback', prompt: word(prompt) }),
    TextInputCallback: (prompt, text) => ({ type: 'TextInputCallback', prompt: word(prompt), defaultText: word(text) }),
    TextOutputCallback: (type, text) => ({ type: 'TextOutputCallback', messageType: message(type), message: word(text) }),
    ScriptTextOutputCallback: (text) => ({ type: 'TextOutputCallback', messageType: 'script', message: word(text) }),
    SuspendedTextOutputCallback: (type, text) => ({ type: 'SuspendedTextOutputCallback', messageType: message(type), message: word(text) }),
    HiddenValueCallback: (id, value) => ({ type: 'HiddenValueCallback', id: word(id), value: word(value) }),
    MetadataCallback: (data) => ({ type: 'MetadataCallback', data: object(data) }),
    ChoiceCallback: (prompt, choices, first) => ({
      type: 'ChoiceCallback',
      prompt: word(prompt),
      choices: Array.from(choices as ArrayLike<unknown>, (one) => word(one)),
      defaultChoice: whole(first),
    }),
    ConfirmationCallback: (...given) => {
      const prompt = typeof given[0] === 'string' ? given.shift() : '';
      const [type, options, first] = given;
      const texts = Array.isArray(options) ? options.map((one) => word(one)) : [...(standard[whole(options)] ?? ['OK'])];
      // Java names the buttons of OK and Cancel 3 and 2.
      const index = Array.isArray(options) || whole(options) !== 2 ? whole(first) : whole(first) === 2 ? 1 : 0;
      return { type: 'ConfirmationCallback', prompt, messageType: message(type), options: texts, defaultOption: index, selected: index };
    },
    PollingWaitCallback: (wait, text) => ({ type: 'PollingWaitCallback', waitTime: whole(wait), message: word(text) }),
    RedirectCallback: (url, data, method, ...more) => ({
      type: 'RedirectCallback',
      redirectUrl: word(url),
      redirectMethod: word(method, 'GET').toUpperCase(),
      trackingCookie: more.at(-1) === true,
      ...(data === null || data === undefined ? {} : { redirectData: object(data) }),
    }),
    StringAttributeInputCallback: attribute('StringAttributeInputCallback', (value) => word(value)),
    NumberAttributeInputCallback: attribute('NumberAttributeInputCallback', number),
    BooleanAttributeInputCallback: attribute('BooleanAttributeInputCallback', (value) => value === true),
    ValidatedCreateUsernameCallback: (prompt, policies, validateOnly, more) => ({
      type: 'ValidatedCreateUsernameCallback',
      prompt: word(prompt),
      policies: object(policies),
      validateOnly: validateOnly === true,
      failedPolicies: failed(more),
    }),
    ValidatedCreatePasswordCallback: (prompt, _echo, policies, validateOnly, more) => ({
      type: 'ValidatedCreatePasswordCallback',
      prompt: word(prompt),
      policies: object(policies),
      validateOnly: validateOnly === true,
      failedPolicies: failed(more),
    }),
    KbaCreateCallback: (prompt, questions, own) => ({
      type: 'KbaCreateCallback',
      prompt: word(prompt),
      predefinedQuestions: Array.from(questions as ArrayLike<unknown>, (one) => word(one)),
      allowUserDefinedQuestions: own === true,
    }),
    TermsAndConditionsCallback: (version, terms, date) => ({
      type: 'TermsAndConditionsCallback',
      version: word(version),
      terms: word(terms),
      createDate: word(date),
    }),
    DeviceProfileCallback: (metadata, location, text) => ({
      type: 'DeviceProfileCallback',
      metadata: metadata === true,
      location: location === true,
      message: word(text),
    }),
  };

  const levels: Readonly<Record<string, string>> = {
    trace: 'debug',
    debug: 'debug',
    message: 'debug',
    info: 'info',
    warn: 'warn',
    warning: 'warn',
    error: 'error',
  };
  const logger: Record<string, unknown> = {};
  const log = (level: string, text: string) => {
    host('log', stringify([level, text]) ?? 'null');
  };
  for (const [name, level] of Object.entries(levels)) {
    logger[name] = (text: unknown, ...values: unknown[]) => {
      let filled = String(text);
      for (const value of values) filled = filled.replace('{}', () => String(value));
      log(level, filled);
    };
    logger[`${name}Enabled`] = () => true;
    logger[`is${name.charAt(0).toUpperCase()}${name.slice(1)}Enabled`] = () => true;
  }

  interface Person {
    readonly name: string;
    readonly universalId: string;
    readonly attributes: Record<string, string[]>;
  }
  const list = (value: unknown): string[] => {
    const said = plain(value);
    return said === null ? [] : Array.isArray(said) ? said.map((one) => word(one)) : [word(said)];
  };
  const identity = (name: unknown): Record<string, unknown> => {
    const person = ask('identity.read', word(name)) as Person | null;
    const changed: Record<string, string[]> = {};
    const values = (attribute: unknown): string[] => {
      const key = word(attribute);
      return changed[key] ?? (person !== null && Object.hasOwn(person.attributes, key) ? (person.attributes[key] ?? []) : []);
    };
    return {
      exists: () => person !== null,
      getName: () => person?.name ?? word(name),
      getUniversalId: () => person?.universalId ?? null,
      getAttributeValues: (attribute: unknown) => java(values(attribute)),
      getAttribute: (attribute: unknown) => java(values(attribute)),
      setAttribute: (attribute: unknown, value: unknown) => {
        changed[word(attribute)] = list(value);
      },
      addAttribute: (attribute: unknown, value: unknown) => {
        changed[word(attribute)] = [...new Set([...values(attribute), word(value)])];
      },
      store: () => {
        if (person === null) throw new Error(`There is nobody called ${word(name)}.`);
        ask('identity.write', { name: person.name, attributes: copy(changed) });
      },
    };
  };

  const cookies: Record<string, string> = {};
  for (const header of facts.headers['cookie'] ?? []) {
    for (const pair of header.split(';')) {
      const at = pair.indexOf('=');
      if (at > 0)
        Object.defineProperty(cookies, pair.slice(0, at).trim(), {
          value: pair.slice(at + 1).trim(),
          enumerable: true,
          configurable: true,
        });
    }
  }
  /** Header names come in any spelling. */
  class HeaderMap extends JavaMap {
    override get(key: unknown): unknown {
      return super.get(String(key).toLowerCase());
    }
    override containsKey(key: unknown): boolean {
      return super.containsKey(String(key).toLowerCase());
    }
  }
  const headers = new HeaderMap();
  for (const [name, values] of Object.entries(facts.headers)) headers.put(name, java(values));

  define('logger', logger);
  define('requestHeaders', headers);
  define('requestParameters', java(facts.parameters));
  define('requestCookies', java(cookies));
  define('cookieName', facts.cookieName);
  define('existingSession', facts.existingSession === null ? undefined : java(facts.existingSession));
  define('resumedFromSuspend', facts.resumedFromSuspend);
  define('realm', facts.realm);
  define('scriptName', facts.scriptName);
  define('auditEntryDetail', undefined);
  define('secrets', {
    getGenericSecret: (label: unknown) => {
      const value = ask('secret.get', word(label)) as string;
      return { getAsUtf8: () => value, getAsBytes: () => java(ask('text.encode', value)) };
    },
  });
  define('systemEnv', {
    getProperty: (name: unknown, otherwise: unknown = null, type: unknown = 'string') => {
      const value = ask('variable.get', word(name)) as string | null;
      if (value === null) return otherwise;
      switch (String(type).toLowerCase()) {
        case 'integer':
        case 'int':
        case 'number':
          return Number(value);
        case 'boolean':
        case 'bool':
          return value === 'true';
        case 'object':
        case 'array':
        case 'list':
          return java(parse(value));
        default:
          return value;
      }
    },
  });

  return {
    facts,
    ask,
    log,
    load,
    define,
    plain,
    copy,
    JavaMap,
    JavaList: JavaList as Kit['JavaList'],
    java,
    shared,
    transient,
    writable,
    gathered,
    callbacks,
    identity,
    missing,
  };
}
