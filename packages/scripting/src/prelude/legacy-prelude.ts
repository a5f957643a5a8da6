import type { Json } from '@waygate/schema';
import type { JavaMapLike, Kit } from './kit.ts';

/**
 * The bindings of the first generation: Java's maps and lists, and the classes of Java that scripts use. Runs inside the sandbox.
 * @returns what reads the action that a script has set
 */
export function legacyPrelude(kit: Kit, classes: Record<string, unknown>): (action: unknown) => boolean {
  const { define, facts, gathered, java, plain, shared, transient, writable } = kit;
  const containers = ['objectAttributes'];
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);

  /** JSON as AM hands it to scripts: every value wrapped. */
  class JsonValue {
    readonly #value: unknown;
    constructor(value: unknown) {
      this.#value = value instanceof JsonValue ? value.getObject() : value;
    }
    static json(value: unknown) {
      return new JsonValue(java(plain(value)));
    }
    static object(...fields: unknown[]) {
      return Object.assign(java({}) as object, ...fields.map((field) => plain(field)));
    }
    static field(key: unknown, value: unknown) {
      return { [String(key)]: plain(value) };
    }
    static array(...items: unknown[]) {
      return java(plain(items));
    }
    toPlain(): unknown {
      return this.#value;
    }
    getObject(): unknown {
      return this.#value;
    }
    get(key: unknown) {
      const value = this.#value;
      const found = isObject(value)
        ? (value as unknown as JavaMapLike).get(key)
        : Array.isArray(value)
          ? (value[Number(key)] as unknown)
          : null;
      return new JsonValue(found ?? null);
    }
    put(key: unknown, value: unknown) {
      if (isObject(this.#value)) (this.#value as unknown as JavaMapLike).put(key, value);
      return this;
    }
    add(key: unknown, value: unknown) {
      return this.put(key, value);
    }
    isDefined(key: unknown) {
      return isObject(this.#value) && Object.hasOwn(this.#value, String(key));
    }
    isNull() {
      return this.#value === null || this.#value === undefined;
    }
    isNotNull() {
      return !this.isNull();
    }
    isString() {
      return typeof this.#value === 'string';
    }
    isNumber() {
      return typeof this.#value === 'number';
    }
    isBoolean() {
      return typeof this.#value === 'boolean';
    }
    isMap() {
      return isObject(this.#value);
    }
    isList() {
      return Array.isArray(this.#value);
    }
    isCollection() {
      return Array.isArray(this.#value);
    }
    #as(what: string, type: string) {
      if (this.isNull()) return null;
      if (typeof this.#value !== type) throw new TypeError(`Expecting a ${what}`);
      return this.#value;
    }
    asString() {
      return this.#as('String', 'string');
    }
    asInteger() {
      return this.#as('Number', 'number');
    }
    asLong() {
      return this.#as('Number', 'number');
    }
    asDouble() {
      return this.#as('Number', 'number');
    }
    asNumber() {
      return this.#as('Number', 'number');
    }
    asBoolean() {
      return this.#as('Boolean', 'boolean');
    }
    asMap() {
      return this.isNull() ? null : this.#value;
    }
    asList() {
      return this.isNull() ? null : this.#value;
    }
    asCollection() {
      return this.asList();
    }
    asSet() {
      return this.asList();
    }
    keys() {
      return java(isObject(this.#value) ? Object.keys(this.#value) : []);
    }
    size() {
      return isObject(this.#value) ? Object.keys(this.#value).length : Array.isArray(this.#value) ? this.#value.length : 0;
    }
    copy() {
      return new JsonValue(java(plain(this.#value)));
    }
    toString() {
      return JSON.stringify(plain(this.#value));
    }
  }

  const put = (scope: JavaMapLike) => (key: unknown, value: unknown) => {
    writable(String(key));
    scope.put(String(key), java(plain(value)));
    return nodeState;
  };
  const merge = (scope: JavaMapLike, other: JavaMapLike) => (values: unknown) => {
    for (const [key, value] of Object.entries(plain(values) ?? {})) {
      writable(key);
      const before = scope.get(key);
      if (isObject(value) && !containers.includes(key))
        throw new Error(`Only ${containers.join(', ')} may be merged as an object, not ${key}.`);
      other.remove(key);
      scope.put(key, java(isObject(value) && isObject(before) ? { ...(plain(before) as object), ...value } : value));
    }
    return nodeState;
  };
  const found = (key: unknown): unknown => {
    const [hidden, open] = [transient.get(key), shared.get(key)];
    return containers.includes(String(key)) && isObject(hidden) && isObject(open) ? java({ ...open, ...hidden }) : (hidden ?? open);
  };
  const nodeState = {
    get: (key: unknown) => {
      const value = found(key);
      return value === null ? null : new JsonValue(java(plain(value)));
    },
    getObject: (key: unknown) => {
      const value = found(key);
      return isObject(value) ? new JsonValue(java(plain(value))) : null;
    },
    isDefined: (key: unknown) => transient.containsKey(key) || shared.containsKey(key),
    keys: () => java([...new Set([...Object.keys(shared), ...Object.keys(transient)])]),
    putShared: put(shared),
    putTransient: put(transient),
    mergeShared: merge(shared, transient),
    mergeTransient: merge(transient, shared),
    remove: (key: unknown) => {
      writable(String(key));
      shared.remove(key);
      transient.remove(key);
      return nodeState;
    },
  };
  define('nodeState', nodeState);
  define('sharedState', shared);
  define('transientState', transient);
  for (const [name, value] of Object.entries(facts.bindings ?? {})) define(name, isObject(value) ? new JsonValue(java(value)) : value);
  define('outcome', undefined);
  define('action', undefined);

  /** Characters of a password: scripts make a text of them. */
  const characters = (text: string) => Object.assign(Array.from(text), { toString: () => text });
  const getters = (members: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(members).map(([name, value]) => [
        `${value === true || value === false ? 'is' : 'get'}${name.charAt(0).toUpperCase()}${name.slice(1)}`,
        () => value,
      ]),
    );

  /** What a script sends: a callback of the engine, with the getters that Java gives it. */
  const callbackClass = (type: string, constants: Record<string, unknown> = {}) => {
    class JavaCallback {
      readonly callback: Record<string, unknown>;
      constructor(...given: unknown[]) {
        this.callback = kit.callbacks[type]?.(...given) ?? {};
      }
      toPlain() {
        return this.callback;
      }
    }
    return Object.assign(JavaCallback, constants);
  };
  const types = { INFORMATION: 0, WARNING: 1, ERROR: 2 };
  const redirect = callbackClass('RedirectCallback');
  Object.assign(redirect.prototype, {
    setRedirectUrl(this: { callback: Record<string, unknown> }, url: unknown) {
      this.callback['redirectUrl'] = String(url);
    },
    setMethod(this: { callback: Record<string, unknown> }, method: unknown) {
      this.callback['redirectMethod'] = String(method).toUpperCase();
    },
    setTrackingCookie(this: { callback: Record<string, unknown> }, flag: unknown) {
      this.callback['trackingCookie'] = flag === true;
    },
    setRedirectData(this: { callback: Record<string, unknown> }, data: unknown) {
      this.callback['redirectData'] = plain(data);
    },
  });
  const polling = callbackClass('PollingWaitCallback');
  const pollingBuilder = () => {
    let [wait, message]: unknown[] = [5_000, ''];
    const builder = {
      withWaitTime: (time: unknown) => {
        wait = time;
        return builder;
      },
      withMessage: (text: unknown) => {
        message = text;
        return builder;
      },
      asPollingWaitCallback: () => builder,
      build: () => new polling(wait, message),
    };
    return builder;
  };
  const confirmation = {
    ...types,
    UNSPECIFIED_OPTION: -1,
    YES_NO_OPTION: 0,
    YES_NO_CANCEL_OPTION: 1,
    OK_CANCEL_OPTION: 2,
    YES: 0,
    NO: 1,
    CANCEL: 2,
    OK: 3,
  };
  const ofJavax: Record<string, unknown> = {
    NameCallback: callbackClass('NameCallback'),
    PasswordCallback: callbackClass('PasswordCallback'),
    TextInputCallback: callbackClass('TextInputCallback'),
    TextOutputCallback: callbackClass('TextOutputCallback', types),
    ChoiceCallback: callbackClass('ChoiceCallback'),
    ConfirmationCallback: callbackClass('ConfirmationCallback', confirmation),
  };
  const ofSun: Record<string, unknown> = {
    ScriptTextOutputCallback: callbackClass('ScriptTextOutputCallback'),
    HiddenValueCallback: callbackClass('HiddenValueCallback'),
  };
  const ofAm: Record<string, unknown> = {
    PollingWaitCallback: Object.assign(polling, { makeCallback: pollingBuilder }),
    RedirectCallback: redirect,
    MetadataCallback: callbackClass('MetadataCallback'),
    SuspendedTextOutputCallback: callbackClass('SuspendedTextOutputCallback', types),
    StringAttributeInputCallback: callbackClass('StringAttributeInputCallback'),
    NumberAttributeInputCallback: callbackClass('NumberAttributeInputCallback'),
    BooleanAttributeInputCallback: callbackClass('BooleanAttributeInputCallback'),
    ValidatedUsernameCallback: callbackClass('ValidatedCreateUsernameCallback'),
    ValidatedPasswordCallback: callbackClass('ValidatedCreatePasswordCallback'),
    KbaCreateCallback: callbackClass('KbaCreateCallback'),
    TermsAndConditionsCallback: callbackClass('TermsAndConditionsCallback'),
    DeviceProfileCallback: callbackClass('DeviceProfileCallback'),
  };
  for (const [name, made] of Object.entries(ofJavax)) classes[`javax.security.auth.callback.${name}`] = made;
  for (const [name, made] of Object.entries(ofSun)) classes[`com.sun.identity.authentication.callbacks.${name}`] = made;
  for (const [name, made] of Object.entries(ofAm)) classes[`org.forgerock.openam.authentication.callbacks.${name}`] = made;
  classes['com.sun.identity.authentication.spi.RedirectCallback'] = redirect;
  classes['com.sun.identity.authentication.spi.MetadataCallback'] = ofAm['MetadataCallback'];
  classes['org.forgerock.openam.auth.node.api.SuspendedTextOutputCallback'] = ofAm['SuspendedTextOutputCallback'];
  classes['org.forgerock.json.JsonValue'] = JsonValue;

  const messageTypes: Readonly<Record<string, number>> = { information: 0, warning: 1, error: 2, script: 4 };
  const answered = java([]) as unknown[];
  for (const { sent, answer } of facts.answers) {
    const said: Record<string, unknown> = { ...sent, ...answer };
    const more: Record<string, unknown> = {};
    if (sent.type === 'NameCallback') more['getName'] = () => said['value'];
    if (sent.type === 'PasswordCallback') more['getPassword'] = () => characters(String(said['value']));
    if (sent.type === 'TextInputCallback') more['getText'] = () => said['value'];
    if (sent.type === 'ChoiceCallback') more['getSelectedIndexes'] = () => java([said['index']]);
    if (sent.type === 'ConfirmationCallback') {
      const okCancel = sent.options.length === 2 && sent.options[0] === 'OK' && sent.options[1] === 'Cancel';
      more['getSelectedIndex'] = () => (okCancel ? (said['index'] === 0 ? 3 : 2) : (said['index'] ?? 100));
    }
    if ('messageType' in sent) more['getMessageType'] = () => messageTypes[sent.messageType] ?? 0;
    answered.push({
      ...getters(java(said) as Record<string, unknown>),
      ...more,
      getClass: () => ({ getName: () => sent.type, getSimpleName: () => sent.type }),
    });
  }
  define('callbacks', answered);

  /** What a callback that suspends says, or a text. */
  const textOf = (answer: unknown): string => {
    const said = isObject(answer) && isObject(answer['callback']) ? answer['callback']['message'] : answer;
    if (typeof said === 'string') return said;
    throw new TypeError('The function of Action.suspend must answer a SuspendedTextOutputCallback.');
  };

  class Action {
    readonly parts: { goTo?: string; callbacks?: unknown; suspend?: { message: string; minutes?: number } } & Record<string, unknown>;
    readonly session: Record<string, string> = {};
    readonly gone: string[] = [];
    constructor(parts: Action['parts']) {
      this.parts = parts;
    }
    build() {
      return this;
    }
    putSessionProperty(key: unknown, value: unknown) {
      this.session[String(key)] = String(value);
      return this;
    }
    removeSessionProperty(key: unknown) {
      this.gone.push(String(key));
      return this;
    }
    replaceSharedState(state: unknown) {
      return this.#replace(shared, state);
    }
    replaceTransientState(state: unknown) {
      return this.#replace(transient, state);
    }
    #replace(scope: JavaMapLike, state: unknown) {
      const next = plain(state) as Record<string, Json>;
      for (const key of Object.keys(scope)) if (!Object.hasOwn(next, key)) scope.remove(key);
      for (const [key, value] of Object.entries(next)) scope.put(key, java(value));
      return this;
    }
    static goTo(outcome: unknown) {
      return new Action({ goTo: String(outcome) });
    }
    static send(...given: unknown[]) {
      return new Action({ callbacks: given.flatMap((one) => (Array.isArray(one) ? (one as unknown[]) : [one])) });
    }
    /** A text, or a function that takes the link, sends it and answers what the page says; then perhaps how long the link is good. */
    static suspend(...given: unknown[]) {
      // Called at once: the script is not there any more when the run rests.
      const handler = given.find((one) => typeof one === 'function');
      const answer = handler === undefined ? undefined : (handler as (link: string) => unknown)(kit.facts.resumeUri);
      const text = typeof given[0] === 'function' ? textOf(answer) : String(given[0]);
      const minutes = given.find((one) => typeof one === 'number');
      return new Action({ suspend: { message: text, ...(typeof minutes === 'number' ? { minutes } : {}) } });
    }
  }
  const texts: Readonly<Record<string, string>> = {
    withHeader: 'header',
    withDescription: 'description',
    withStage: 'stage',
    withErrorMessage: 'errorMessage',
    withLockoutMessage: 'lockoutMessage',
    withIdentifiedUser: 'identifiedUser',
  };
  for (const [method, member] of Object.entries(texts)) {
    Object.defineProperty(Action.prototype, method, {
      value(this: Action, text: unknown) {
        this.parts[member] = String(text);
        return this;
      },
    });
  }
  for (const method of [
    'withMaxSessionTime',
    'withMaxIdleTime',
    'withMaxTreeDuration',
    'withIdentifiedAgent',
    'addSessionHook',
    'addWebhook',
  ]) {
    Object.defineProperty(Action.prototype, method, { value: () => kit.missing(`Action.${method}`) });
  }
  Object.defineProperty(Action.prototype, 'addNodeType', {
    value(this: Action) {
      return this;
    },
  });
  classes['org.forgerock.openam.auth.node.api.Action'] = Action;

  class Headers {
    readonly all: Record<string, string[]>;
    constructor(all: Record<string, string[]> = {}) {
      this.all = all;
    }
    add(name: unknown, value: unknown) {
      const key = String(name).toLowerCase();
      this.all[key] = [...(this.all[key] ?? []), String(value)];
    }
    put(name: unknown, value: unknown) {
      this.all[String(name).toLowerCase()] = [String(value)];
    }
    addAll(more: object) {
      for (const [name, value] of Object.entries(more)) this.add(name, value);
    }
    getFirst(name: unknown) {
      return this.all[String(name).toLowerCase()]?.[0] ?? null;
    }
    get(name: unknown) {
      const values = this.all[String(name).toLowerCase()];
      return values === undefined ? null : Object.assign(values, { getValues: () => java(values), getFirstValue: () => values[0] ?? null });
    }
  }
  class Entity {
    text: string | null;
    readonly headers: Headers;
    constructor(headers: Headers, text: string | null = null) {
      this.headers = headers;
      this.text = text;
    }
    setString(text: unknown) {
      this.text = String(text);
    }
    setJson(value: unknown) {
      this.text = JSON.stringify(plain(value));
      if (this.headers.getFirst('content-type') === null) this.headers.put('content-type', 'application/json');
    }
    getString() {
      return this.text ?? '';
    }
    getJson() {
      return java(JSON.parse(this.text ?? 'null'));
    }
    toString() {
      return this.text ?? '';
    }
  }
  class Request {
    url = '';
    method = 'GET';
    readonly headers = new Headers();
    readonly entity = new Entity(this.headers);
    setUri(url: unknown) {
      this.url = String(url);
      return this;
    }
    getUri() {
      return this.url;
    }
    setMethod(method: unknown) {
      this.method = String(method).toUpperCase();
      return this;
    }
    getMethod() {
      return this.method;
    }
    getHeaders() {
      return this.headers;
    }
    addHeaders(more: object) {
      this.headers.addAll(more);
      return this;
    }
    getEntity() {
      return this.entity;
    }
    setEntity(value: unknown) {
      if (typeof value === 'string') this.entity.setString(value);
      else this.entity.setJson(value);
      return this;
    }
  }
  classes['org.forgerock.http.protocol.Request'] = Request;
  define('httpClient', {
    send: (request: Request) => {
      const { url, method, headers, entity } = request;
      const sent = Object.fromEntries(Object.entries(headers.all).map(([name, values]) => [name, values.join(', ')]));
      const answer = kit.ask('http.send', { url, method, headers: sent, body: entity.text }) as {
        status: number;
        statusText: string;
        headers: Record<string, string[]>;
        body: string;
      };
      const { status, statusText, body } = answer;
      const family = (from: number) => status >= from && status < from + 100;
      const received = new Headers(answer.headers);
      const entityOf = new Entity(received, body);
      const response = {
        getStatus: () => ({
          getCode: () => status,
          getReasonPhrase: () => statusText,
          isSuccessful: () => family(200),
          isClientError: () => family(400),
          isServerError: () => family(500),
          toString: () => `[Status: ${status} ${statusText}]`,
        }),
        getEntity: () => entityOf,
        getHeaders: () => received,
        getCause: () => null,
        close: () => undefined,
      };
      return { get: () => response, getOrThrow: () => response, getOrThrowUninterruptibly: () => response };
    },
  });

  define('idRepository', {
    getAttribute: (name: unknown, attribute: unknown) =>
      (kit.identity(name)['getAttributeValues'] as (attribute: unknown) => unknown)(attribute),
    setAttribute: (name: unknown, attribute: unknown, values: unknown) => {
      const person = kit.identity(name) as { setAttribute(a: unknown, v: unknown): void; store(): void };
      person.setAttribute(attribute, values);
      person.store();
    },
    addAttribute: (name: unknown, attribute: unknown, value: unknown) => {
      const person = kit.identity(name) as { addAttribute(a: unknown, v: unknown): void; store(): void };
      person.addAttribute(attribute, value);
      person.store();
    },
    getIdentity: (name: unknown) => kit.identity(name),
  });

  define('deviceProfilesDao', {
    getDeviceProfiles: (name: unknown) => kit.java(kit.ask('devices.list', String(name))),
    saveDeviceProfiles: () => kit.missing('deviceProfilesDao.saveDeviceProfiles'),
  });

  return (action) => {
    if (action === undefined || action === null) return false;
    if (!(action instanceof Action)) throw new TypeError('action must be what Action.goTo, Action.send or Action.suspend builds.');
    const { goTo, callbacks, suspend, ...texted } = action.parts;
    if (goTo !== undefined) gathered.goTo = goTo;
    if (suspend !== undefined) gathered.suspend = suspend;
    if (Array.isArray(callbacks)) gathered.callbacks.push(...(callbacks as unknown[]));
    Object.assign(gathered, texted);
    Object.assign(gathered.sessionProperties, action.session);
    gathered.removedSessionProperties.push(...action.gone);
    return true;
  };
}
