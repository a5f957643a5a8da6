import type { Json } from '@waygate/schema';
import type { Kit } from './kit.ts';

/** The bindings of the next generation: JavaScript values throughout, and libraries. Runs inside the sandbox. */
export function nextPrelude(kit: Kit): void {
  const { ask, define, facts, gathered, java, plain, shared, transient, writable } = kit;
  const containers = ['objectAttributes'];
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const merged = (key: string): unknown => {
    const [hidden, open] = [transient.get(key), shared.get(key)];
    return containers.includes(key) && isObject(hidden) && isObject(open) ? { ...open, ...hidden } : (hidden ?? open);
  };

  const put = (scope: typeof shared) => (key: unknown, value: unknown) => {
    writable(String(key));
    scope.put(String(key), java(plain(value)));
    return nodeState;
  };
  const merge = (scope: typeof shared, other: typeof shared) => (values: unknown) => {
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
  const nodeState = {
    get: (key: unknown) => plain(merged(String(key))),
    getObject: (key: unknown) => {
      const value = merged(String(key));
      return isObject(value) ? plain(value) : null;
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

  const answersOf = (...types: string[]) => facts.answers.filter(({ sent }) => types.includes(sent.type));
  const texts = (type: string) => () => java(answersOf(type).map(({ answer }) => ('value' in answer ? (answer.value ?? '') : '')));
  const validated = (type: string) => () =>
    java(answersOf(type).map(({ answer }) => ({ value: '', validateOnly: false, ...(plain(answer) as object) })));
  const indexes = (type: string) => answersOf(type).map(({ answer }) => ('index' in answer ? (answer.index ?? 100) : 0));
  const nothing = () => java([]);
  define('callbacks', {
    isEmpty: () => facts.answers.length === 0,
    getNameCallbacks: texts('NameCallback'),
    getPasswordCallbacks: texts('PasswordCallback'),
    getTextInputCallbacks: texts('TextInputCallback'),
    getChoiceCallbacks: () => java(indexes('ChoiceCallback').map((index) => [index])),
    getConfirmationCallbacks: () => java(indexes('ConfirmationCallback')),
    getHiddenValueCallbacks: () =>
      java(
        Object.fromEntries(
          answersOf('HiddenValueCallback').map(({ sent, answer }) => [
            'id' in sent ? sent.id : '',
            'value' in answer ? (answer.value ?? '') : '',
          ]),
        ),
      ),
    getStringAttributeInputCallbacks: validated('StringAttributeInputCallback'),
    getNumberAttributeInputCallbacks: validated('NumberAttributeInputCallback'),
    getBooleanAttributeInputCallbacks: validated('BooleanAttributeInputCallback'),
    getValidatedUsernameCallbacks: validated('ValidatedCreateUsernameCallback'),
    getValidatedPasswordCallbacks: validated('ValidatedCreatePasswordCallback'),
    getKbaCreateCallbacks: validated('KbaCreateCallback'),
    getDeviceProfileCallbacks: texts('DeviceProfileCallback'),
    getTermsAndConditionsCallbacks: validated('TermsAndConditionsCallback'),
    getSelectIdPCallbacks: texts('SelectIdPCallback'),
    getConsentMappingCallbacks: texts('ConsentMappingCallback'),
    getIdpCallbacks: nothing,
    getHttpCallbacks: nothing,
    getX509CertificateCallbacks: nothing,
    getLanguageCallbacks: nothing,
  });

  const builders: Readonly<Record<string, string>> = {
    nameCallback: 'NameCallback',
    passwordCallback: 'PasswordCallback',
    textInputCallback: 'TextInputCallback',
    textOutputCallback: 'TextOutputCallback',
    scriptTextOutputCallback: 'ScriptTextOutputCallback',
    suspendedTextOutputCallback: 'SuspendedTextOutputCallback',
    hiddenValueCallback: 'HiddenValueCallback',
    metadataCallback: 'MetadataCallback',
    choiceCallback: 'ChoiceCallback',
    confirmationCallback: 'ConfirmationCallback',
    pollingWaitCallback: 'PollingWaitCallback',
    redirectCallback: 'RedirectCallback',
    stringAttributeInputCallback: 'StringAttributeInputCallback',
    numberAttributeInputCallback: 'NumberAttributeInputCallback',
    booleanAttributeInputCallback: 'BooleanAttributeInputCallback',
    validatedUsernameCallback: 'ValidatedCreateUsernameCallback',
    validatedPasswordCallback: 'ValidatedCreatePasswordCallback',
    kbaCreateCallback: 'KbaCreateCallback',
    termsAndConditionsCallback: 'TermsAndConditionsCallback',
    deviceProfileCallback: 'DeviceProfileCallback',
  };
  const absent = [
    'languageCallback',
    'idPCallback',
    'httpCallback',
    'x509CertificateCallback',
    'consentMappingCallback',
    'selectIdPCallback',
  ];
  const callbacksBuilder: Record<string, unknown> = {};
  for (const [name, type] of Object.entries(builders)) {
    callbacksBuilder[name] = (...given: unknown[]) => {
      const built = kit.callbacks[type]?.(...given);
      if (built !== undefined) gathered.callbacks.push(built);
    };
  }
  for (const name of absent) callbacksBuilder[name] = () => kit.missing(`callbacksBuilder.${name}`);
  define('callbacksBuilder', callbacksBuilder);

  const texted = (member: 'header' | 'description' | 'stage' | 'errorMessage' | 'lockoutMessage' | 'identifiedUser') => (text: unknown) => {
    gathered[member] = String(text);
    return action;
  };
  const action: Record<string, unknown> = {
    goTo: (to: unknown) => {
      if (typeof to !== 'string') throw new TypeError('action.goTo takes the name of an outcome.');
      gathered.goTo = to;
      return action;
    },
    suspend: (message: unknown, ...more: unknown[]) => {
      // Called at once: the script is not there any more when the run rests.
      for (const one of more) if (typeof one === 'function') one(kit.facts.resumeUri);
      const minutes = more.find((one) => typeof one === 'number');
      gathered.suspend = { message: String(message), ...(typeof minutes === 'number' ? { minutes } : {}) };
      return action;
    },
    putSessionProperty: (key: unknown, value: unknown) => {
      gathered.sessionProperties[String(key)] = String(value);
      return action;
    },
    removeSessionProperty: (key: unknown) => {
      gathered.removedSessionProperties.push(String(key));
      return action;
    },
    withHeader: texted('header'),
    withDescription: texted('description'),
    withStage: texted('stage'),
    withErrorMessage: texted('errorMessage'),
    withLockoutMessage: texted('lockoutMessage'),
    withIdentifiedUser: texted('identifiedUser'),
  };
  for (const name of ['withIdentifiedAgent', 'withMaxSessionTime', 'withMaxIdleTime', 'withMaxTreeDuration']) {
    action[name] = () => kit.missing(`action.${name}`);
  }
  for (const [name, value] of Object.entries(kit.facts.bindings ?? {})) define(name, kit.copy(value));
  define('action', action);

  const httpResponse = (answer: { status: number; statusText: string; headers: Record<string, string[]>; body: string }) => ({
    status: answer.status,
    statusText: answer.statusText,
    ok: answer.status >= 200 && answer.status < 300,
    headers: java(answer.headers),
    text: () => answer.body,
    json: () => JSON.parse(answer.body) as unknown,
    formData: () => {
      const fields: Record<string, string> = {};
      for (const pair of answer.body.split('&')) {
        const [name = '', value = ''] = pair.split('=').map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
        if (name !== '') fields[name] = value;
      }
      return java(fields);
    },
  });
  define('httpClient', {
    send: (url: unknown, options: unknown = {}) => {
      const {
        method = 'GET',
        headers = {},
        token,
        body,
        form,
      } = options as {
        method?: string;
        headers?: object;
        token?: string;
        body?: unknown;
        form?: Record<string, unknown>;
      };
      const sent: Record<string, string> = {};
      for (const [name, value] of Object.entries(headers))
        sent[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value);
      if (token !== undefined) sent['authorization'] = `Bearer ${token}`;
      let text: string | null = null;
      if (form !== undefined) {
        sent['content-type'] ??= 'application/x-www-form-urlencoded';
        text = Object.entries(form)
          .map((pair) => pair.map((part) => encodeURIComponent(String(part))).join('='))
          .join('&');
      } else if (body !== undefined && body !== null) {
        if (typeof body !== 'string') sent['content-type'] ??= 'application/json';
        text = typeof body === 'string' ? body : JSON.stringify(plain(body));
      }
      const answer = ask('http.send', { url: String(url), method: String(method).toUpperCase(), headers: sent, body: text });
      const response = httpResponse(answer as Parameters<typeof httpResponse>[0]);
      return { get: () => response };
    },
  });

  define('idRepository', { getIdentity: (name: unknown) => kit.identity(name) });

  define('deviceProfilesDao', {
    getDeviceProfiles: (name: unknown) => ask('devices.list', String(name)),
    saveDeviceProfiles: () => kit.missing('deviceProfilesDao.saveDeviceProfiles'),
  });

  const managed = (operation: string, argument: Record<string, unknown>) => {
    const answer = ask(`openidm.${operation}`, plain(argument)) as {
      value?: Json;
      problem?: { code: number; reason: string; detail: string };
    };
    const { problem } = answer;
    if (problem === undefined) return answer.value ?? null;
    throw Object.assign(new Error(problem.detail), {
      javaException: null,
      code: problem.code,
      reason: problem.reason,
      detail: problem.detail,
    });
  };
  define('openidm', {
    create: (resource: unknown, id: unknown, content: unknown, params: unknown, fields: unknown) =>
      managed('create', { resource, id, content, params, fields }),
    read: (resource: unknown, params: unknown, fields: unknown) => managed('read', { resource, params, fields }),
    update: (resource: unknown, rev: unknown, content: unknown, params: unknown, fields: unknown) =>
      managed('update', { resource, rev, content, params, fields }),
    patch: (resource: unknown, rev: unknown, operations: unknown, params: unknown, fields: unknown) =>
      managed('patch', { resource, rev, operations, params, fields }),
    query: (resource: unknown, params: unknown, fields: unknown) => managed('query', { resource, params, fields }),
    delete: (resource: unknown) => managed('delete', { resource }),
    action: () => kit.missing('openidm.action'),
  });

  const bytes = (data: unknown): Json => (typeof data === 'string' ? ask('text.encode', data) : plain(data));
  const coder = (name: string) => ({
    encode: (data: unknown) => ask(`${name}.encode`, typeof data === 'string' ? data : plain(data)),
    decode: (text: unknown) => ask('text.decode', ask(`${name}.decode`, String(text))),
    decodeToBytes: (text: unknown) => ask(`${name}.decode`, String(text)),
  });
  const named = (algorithm: unknown): string => String(isObject(algorithm) ? algorithm['name'] : algorithm).toUpperCase();
  const hashOf = (algorithm: unknown, options: unknown): string => {
    const hash = isObject(options) ? options['hash'] : isObject(algorithm) ? algorithm['hash'] : undefined;
    return String(hash ?? 'SHA-256');
  };
  const only = (algorithm: unknown, known: string) => {
    if (named(algorithm) !== known) kit.missing(`The algorithm ${named(algorithm)}`);
  };
  define('utils', {
    base64: coder('base64'),
    base64url: coder('base64url'),
    types: {
      stringToBytes: (text: unknown) => ask('text.encode', String(text)),
      bytesToString: (data: unknown) => ask('text.decode', plain(data)),
    },
    crypto: {
      randomUUID: () => ask('random.uuid', null),
      getRandomValues: (array: number[]) => {
        const random = ask('random.bytes', array.length) as number[];
        for (let index = 0; index < array.length; index += 1) array[index] = random[index] ?? 0;
        return array;
      },
      subtle: {
        digest: (algorithm: unknown, data: unknown) => ask('crypto.digest', { algorithm: named(algorithm), data: bytes(data) }),
        generateKey: (algorithm: unknown) => {
          if (named(algorithm) !== 'AES' && named(algorithm) !== 'HMAC') kit.missing(`A key for ${named(algorithm)}`);
          const length = isObject(algorithm) ? Number(algorithm['length'] ?? 256) : 256;
          return ask('random.bytes', length / 8);
        },
        encrypt: (algorithm: unknown, key: unknown, data: unknown) => {
          only(algorithm, 'AES');
          return ask('crypto.encrypt', { key: plain(key), data: bytes(data) });
        },
        decrypt: (algorithm: unknown, key: unknown, data: unknown) => {
          only(algorithm, 'AES');
          return ask('crypto.decrypt', { key: plain(key), data: plain(data) });
        },
        sign: (algorithm: unknown, key: unknown, data: unknown, options: unknown) => {
          only(algorithm, 'HMAC');
          return ask('crypto.hmac', { algorithm: hashOf(algorithm, options), key: bytes(key), data: bytes(data) });
        },
        verify: (algorithm: unknown, key: unknown, data: unknown, signature: unknown, options: unknown) => {
          only(algorithm, 'HMAC');
          const right = ask('crypto.hmac', { algorithm: hashOf(algorithm, options), key: bytes(key), data: bytes(data) });
          return ask('crypto.equal', [right, plain(signature)]);
        },
        deriveKey: () => kit.missing('utils.crypto.subtle.deriveKey'),
      },
    },
  });

  const loaded: Record<string, { exports: unknown }> = {};
  const require = (name: unknown): unknown => {
    const key = String(name);
    const known = Object.hasOwn(loaded, key) ? loaded[key] : undefined;
    if (known !== undefined) return known.exports;
    const library = kit.load(key);
    const module: { exports: unknown } = { exports: {} };
    loaded[key] = module;
    library(module.exports as object, module, require);
    return module.exports;
  };
  define('require', require);
}
