import { describe, expect, it } from 'vitest';
import { sandbox } from './sandbox.ts';

const { run } = sandbox(4);
const quick = { computeMs: 300 };
const good = `outcome = 'true'`;

/** An honest script of another sign-on, run beside whatever happens. */
const beside = () => run(good, { name: 'Beside' });

describe('a script that computes without end', () => {
  it.each([
    ['an endless loop', 'while (true) {}'],
    ['an endless loop that catches whatever stops it', 'for (;;) { try { for (;;) {} } catch (e) {} finally { continue } }'],
    ['a regular expression that explodes', `/^(a+)+$/.test('${'a'.repeat(60)}!')`],
    ['a sort that never ends', '[2, 1].sort(function () { for (;;) {} })'],
    ['a getter that never ends, in what the script answers', `auditEntryDetail = { get a() { for (;;) {} } }; outcome = 'true'`],
    [
      'a proxy that never ends, in what the script answers',
      `outcome = new Proxy({}, { get: function () { for (;;) {} }, getPrototypeOf: function () { for (;;) {} } })`,
    ],
    ['an exception whose text never ends', 'throw { get message() { for (;;) {} } }'],
    ['a bomb of big numbers', 'var n = 3n; for (;;) n = n * n'],
  ])('%s is stopped, and who runs beside it notices nothing', async (_what, source) => {
    const [bad, other] = await Promise.all([run(source, { limits: quick }), beside()]);
    expect(bad.output).toBeUndefined();
    expect(['too_long', 'out_of_memory', 'failed']).toContain(bad.fault?.fault);
    expect(other.output).toMatchObject({ action: { kind: 'goTo', outcome: 'true' } });
  });

  it('is told in which of its functions it was', async () => {
    const source = 'var a = 1;\nfunction count() {\n  for (;;) {\n    a += Math.abs(a);\n  }\n}\ncount();';
    // Time enough to come as far as the loop, also beside much other work.
    const { fault } = await run(source, { limits: { computeMs: 2_000 } });
    expect(fault).toMatchObject({ fault: 'too_long', position: { script: 'Under Test' } });
    // Where it called something last, or, stopped at the turn of the loop, where the function begins.
    expect([2, 4]).toContain(fault?.position?.line);
  });

  it('has no more than half of the threads, however often it is run', async () => {
    // Threads that have started already, so that the order tells of the pool and not of starting.
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => run(good, { name })));
    const ran = Array.from({ length: 6 }, () => run('for (;;) {}', { name: 'Loop', limits: { computeMs: 1_000 } }));
    const order: string[] = [];
    await Promise.all([
      ...ran.map((one) => one.then(({ fault }) => order.push(fault?.fault ?? 'ran'))),
      beside().then(({ output }) => order.push(output === undefined ? 'harmed' : 'honest')),
    ]);
    expect(order.at(0)).toBe('honest');
    expect(order.slice(1)).toEqual(Array.from({ length: 6 }, () => 'too_long'));
  });
});

describe('a script that takes all the memory', () => {
  it.each([
    ['by arrays', 'var all = []; for (;;) all.push(new Array(5000).fill(all.length))'],
    ['by a text that doubles', `var text = 'x'; for (;;) text += text`],
    ['by one huge text', `var t = 'x'.repeat(50 * 1024 * 1024)`],
    ['by one huge buffer', 'new Uint8Array(1024 * 1024 * 1024)'],
    ['and catches what it is told', 'var all = []; for (;;) { try { for (;;) all.push(new Array(5000).fill(1)) } catch (e) {} }'],
  ])('%s ends, and who runs beside it notices nothing', async (_how, source) => {
    const [bad, other] = await Promise.all([run(source, { limits: { computeMs: 1_000, memory: 4 * 1024 * 1024 } }), beside()]);
    expect(bad.output).toBeUndefined();
    expect(['out_of_memory', 'too_long', 'failed']).toContain(bad.fault?.fault);
    expect(other.output).toMatchObject({ action: { outcome: 'true' } });
  });

  it('leaves nothing behind for the next one', async () => {
    for (let round = 0; round < 5; round += 1) {
      await run('var all = []; for (;;) all.push(new Array(5000).fill(1))', { limits: { memory: 4 * 1024 * 1024, computeMs: 500 } });
      expect((await run(`outcome = typeof all === 'undefined' ? 'clean' : 'dirty'`)).output).toMatchObject({
        action: { outcome: 'clean' },
      });
    }
  });
});

describe('a script that calls itself without end', () => {
  it.each([
    ['plainly', 'function f() { return f() + 1 }\nf()'],
    ['by a getter', 'var o = { get a() { return this.a } };\no.a'],
    [
      'by the data that it answers',
      `var deep = {}; var at = deep;\nfor (var i = 0; i < 5000; i++) at = at.a = {};\nauditEntryDetail = deep; outcome = 'true'`,
    ],
    ['by data that holds itself', `var a = {}; a.a = a; sharedState.put('a', a);\nauditEntryDetail = a; outcome = 'true'`],
    ['by libraries that need each other', `require('a')`],
  ])('%s ends with an error', async (_how, source) => {
    const { fault } = await run(source, {
      kind: source.startsWith('require') ? 'next' : 'legacy',
      libraries: { a: `require('b').f()`, b: `exports.f = function () { return exports.f() }` },
    });
    expect(fault?.fault).toBe('failed');
  });
});

describe('a script that wants out', () => {
  it.each([
    ['the constructor of everything', `this.constructor.constructor('return process')()`],
    ['the constructor of what the host gave', `logger.error.constructor('return process')()`],
    [
      'the constructor of a function of the host, found by a stack',
      `try { null.x } catch (e) { e.constructor.constructor('return process')() }`,
    ],
    ['require of Node', `require('node:fs')`],
    ['an import', `import('node:fs')['then']; process`],
    ['eval', `(0, eval)('process.exit(1)')`],
    ['the global of Node', `globalThis.process.exit(1)`],
    ['the runtime of Java', `java.lang.Runtime.getRuntime().exec('id')`],
    ['a class loader', `java.lang.Class.forName('java.lang.Runtime')`],
    ['threads that wait for each other', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'],
    ['a web assembly of its own', 'new WebAssembly.Memory({ initial: 65536 })'],
    ['a timer', 'setTimeout(function () {}, 0)'],
    ['the network', `fetch('http://127.0.0.1')`],
  ])('does not get %s', async (_what, source) => {
    const { output, fault } = await run(source, { limits: quick });
    expect(output).toBeUndefined();
    expect(fault).toMatchObject({ fault: 'failed', position: { script: 'Under Test', line: 1 } });
  });

  it('finds no trace of Node among the globals', async () => {
    const { output } = await run(
      `outcome = Object.getOwnPropertyNames(globalThis).filter(function (n) { return /^(process|module|Buffer|fetch|Worker|Atomics|setTimeout|WebAssembly|std|os|performance|host|kit|facts)$/.test(n) }).join()`,
    );
    expect(output).toMatchObject({ action: { outcome: '' } });
  });

  it('poisons nothing but itself when it changes prototypes', async () => {
    const poison = `
      Object.prototype.polluted = 'yes'; Array.prototype.map = function () { return ['polluted'] };
      JSON.stringify = function () { return '{"action":{"kind":"goTo","outcome":"forged"}}' };
      Object.keys = function () { return ['__proto__'] };
      outcome = 'true'`;
    await run(poison);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect((await run(`outcome = String(({}).polluted)`)).output).toMatchObject({ action: { outcome: 'undefined' } });
  });

  it('gives the host data and nothing else, whatever it puts there', async () => {
    const { output } = await run(
      `nodeState.putShared('a', { f: function () {}, s: Symbol('x'), n: NaN, d: new Date(0), p: new Proxy({ a: 1 }, {}) });
       var o = {}; Object.defineProperty(o, '__proto__', { value: { admin: true }, enumerable: true });
       nodeState.putShared('b', o); action.goTo('true')`,
      { kind: 'next' },
    );
    const changes = output?.['changes'] as { key: string; value: object }[];
    expect(changes.find(({ key }) => key === 'a')?.value).toEqual({ s: null, n: null, d: '1970-01-01T00:00:00.000Z', p: { a: 1 } });
    expect(Object.getPrototypeOf(changes.find(({ key }) => key === 'b')?.value)).toBe(Object.prototype);
  });

  it('cannot take an outcome by a value that is none', async () => {
    for (const source of [
      `outcome = 7`,
      `outcome = { toString: function () { return 'true' } }`,
      `outcome = Symbol('true')`,
      `outcome = true`,
    ]) {
      const { output } = await run(source);
      expect(output, source).toMatchObject({ action: { kind: 'goTo', outcome: null } });
    }
  });
});

describe('a script that wants a hash that the operator does not allow', () => {
  const digests = ['SHA-256', 'SHA-384', 'SHA-512'] as const;
  const md5 = (bytes: string) => `utils.crypto.subtle.digest('MD5', ${bytes})`;

  it.each([
    ['next', md5(`utils.types.stringToBytes('a')`)],
    ['next', `utils.crypto.subtle.digest('SHA-1', 'a')`],
    ['next', `utils.crypto.subtle.digest({ name: 'MD5' }, 'a')`],
    ['next', `utils.crypto.subtle.sign({ name: 'HMAC', hash: 'SHA-1' }, 'k', 'a')`],
    ['next', `utils.crypto.subtle['di' + 'gest'](['M', 'D5'].join(''), 'a')`],
    ['legacy', `java.security.MessageDigest.getInstance('MD5').digest('a'.getBytes())`],
  ] as const)('is refused in the %s generation: %s', async (kind, source) => {
    const { fault } = await run(`${source}; outcome = 'true'`, { kind, digests });
    expect(fault).toMatchObject({
      fault: 'failed',
      message: expect.stringMatching(/(MD5|SHA-1) is not allowed on this server.*WAYGATE_SCRIPT_DIGESTS/),
    });
    expect((await run(`${source}; outcome = 'true'`, { kind })).fault, 'it works where it is allowed').toBeUndefined();
  });

  it('has those that are allowed', async () => {
    for (const digest of digests) {
      const source = `utils.crypto.subtle.digest('${digest}', 'a'); utils.crypto.subtle.sign({ name: 'HMAC', hash: '${digest}' }, 'k', 'a'); outcome = 'true'`;
      expect((await run(source, { kind: 'next', digests })).fault).toBeUndefined();
    }
  });
});

describe('a script that asks the world too much', () => {
  const world = async () => 'answer';

  it('is told after as many calls as it may make, even if it does not listen', async () => {
    for (const source of [
      `for (var i = 0; i < 10000; i++) systemEnv.getProperty('esv.a')`,
      `for (var i = 0; i < 10000; i++) try { systemEnv.getProperty('esv.a') } catch (e) {}\noutcome = 'true'`,
    ]) {
      const { output, fault, calls } = await run(source, { world, limits: { calls: 100 } });
      expect(output).toBeUndefined();
      expect(fault).toMatchObject({ fault: 'too_many_calls', message: 'The script made more calls than it may.' });
      expect(calls).toHaveLength(100);
    }
  });

  it('is stopped at 10 000 calls with the limits that sign-ons have', async () => {
    const [bad, other] = await Promise.all([
      run(`for (var i = 0; i < 10000; i++) systemEnv.getProperty('esv.a'); outcome = 'true'`, { world, limits: { computeMs: 10_000 } }),
      beside(),
    ]);
    expect(bad.fault?.fault).toBe('too_many_calls');
    expect(bad.calls).toHaveLength(1_000);
    expect(other.output).toMatchObject({ action: { outcome: 'true' } });
  });

  it('cannot pass on more than it may, in a call, a log line or its answer', async () => {
    const limits = { callSize: 10_000, outputSize: 10_000 };
    expect((await run(`systemEnv.getProperty('x'.repeat(20000))`, { world, limits })).fault?.fault).toBe('too_large');
    expect((await run(`sharedState.put('a', 'x'.repeat(20000)); outcome = 'true'`, { limits })).fault?.fault).toBe('too_large');
    const { logged, output } = await run(`for (var i = 0; i < 300; i++) logger.error('x'.repeat(9000)); outcome = 'true'`, { limits });
    expect(output).toBeDefined();
    expect(logged).toHaveLength(200);
    expect(logged[0]?.text).toHaveLength(4_096);
  });

  it('gets no answer that is larger than it may receive', async () => {
    const { fault } = await run(`systemEnv.getProperty('esv.a')`, { world: async () => 'x'.repeat(20_000), limits: { callSize: 10_000 } });
    expect(fault).toMatchObject({ fault: 'failed', message: 'Error: The answer is larger than a script may receive.' });
  });

  it('sees a call that fails as an exception, and ends with it when it does not catch it', async () => {
    const failing = async (): Promise<never> => Promise.reject(new Error('inner detail'));
    const caught = await run(`try { systemEnv.getProperty('esv.a') } catch (e) { outcome = e.message }`, { world: failing });
    expect(caught.output).toMatchObject({ action: { outcome: 'variable.get did not work.' } });
    const { fault } = await run(`var a = 1;\nsystemEnv.getProperty('esv.a');\noutcome = 'true'`, { world: failing });
    expect(fault).toMatchObject({ fault: 'failed', message: 'Error: variable.get did not work.', position: { line: 2 } });
  });

  it('does not wait for ever for a call that is never answered, and others go on meanwhile', async () => {
    const never = () => new Promise<never>(() => undefined);
    const [bad, other] = await Promise.all([
      run(`systemEnv.getProperty('esv.a'); outcome = 'true'`, { world: never, limits: { waitMs: 300 } }),
      beside(),
    ]);
    expect(bad.fault).toMatchObject({ fault: 'failed', message: 'Error: variable.get was not answered in time.' });
    expect(other.output).toMatchObject({ action: { outcome: 'true' } });
  });

  it('does not pay with its computing time for what it waits for', async () => {
    const slow = () => new Promise<string>((resolve) => setTimeout(resolve, 700, 'late'));
    const { output } = await run(`outcome = systemEnv.getProperty('esv.a')`, { world: slow, limits: { computeMs: 400 } });
    expect(output).toMatchObject({ action: { outcome: 'late' } });
  });
});

describe('the pool', () => {
  it('refuses when too many wait, and says that it may be tried again', async () => {
    const { ScriptPool, SANDBOX_LIMITS } = await import('../src/index.ts');
    const pool = new ScriptPool({ threads: 2, waiting: 1 });
    const job = { kind: 'next' as const, main: { name: 'Loop', source: 'for (;;) {}' }, libraries: [], facts: {}, limits: SANDBOX_LIMITS };
    const host = { call: async () => null, log: () => undefined };
    const begun = [pool.run(job, host, 'a'), pool.run(job, host, 'b'), pool.run(job, host, 'c')];
    await expect(pool.run(job, host, 'd')).rejects.toMatchObject({ kind: 'operational', code: 'script.busy' });
    await pool.close();
    expect((await Promise.all(begun)).every((result) => 'fault' in result)).toBe(true);
  });
});
