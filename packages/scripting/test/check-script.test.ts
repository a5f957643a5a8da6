import { describe, expect, it } from 'vitest';
import { JAVA_CLASSES } from '../src/check/java-classes.ts';
import { checkScript } from '../src/index.ts';
import { sandbox } from './sandbox.ts';

const { run } = sandbox();
const legacy = { kind: 'legacy', language: 'JAVASCRIPT' } as const;
const next = { kind: 'next', language: 'JAVASCRIPT' } as const;

describe('a check of a script', () => {
  it('finds nothing in what this server runs', () => {
    const source = `var fr = JavaImporter(org.forgerock.openam.auth.node.api.Action, java.util);
      with (fr) { action = Action.goTo(new java.lang.String('true')).build(); }
      const f = (a = 1) => { for (const b of [a]) return b ?? a; };`;
    expect(checkScript(source, legacy)).toEqual({ problems: [], libraries: [] });
  });

  it('tells a fault of the syntax with its line and column', () => {
    expect(checkScript('var a = 1;\nvar b = ;', legacy).problems).toEqual([
      {
        severity: 'error',
        code: 'script.syntax',
        message: 'This is not JavaScript: Unexpected token.',
        parameters: { detail: 'Unexpected token' },
        line: 2,
        column: 9,
      },
    ]);
  });

  it('names every class of Java that is not here, once, with its place', () => {
    const source = `var fr = JavaImporter(\n  com.acme.Thing,\n  java.util.ArrayList);\nvar io = new java.io.File('x');\njava.io.File.createTempFile();\nvar T = Java.type('com.acme.Other'); Packages.com.acme.Third.go();`;
    expect(
      checkScript(source, legacy).problems.map(({ code, parameters, line, column }) => [code, parameters['name'], line, column]),
    ).toEqual([
      ['script.java_unknown', 'com.acme.Thing', 2, 3],
      ['script.java_unknown', 'java.io.File', 4, 14],
      ['script.java_unknown', 'com.acme.Other', 6, 9],
      ['script.java_unknown', 'com.acme.Third', 6, 38],
    ]);
  });

  it('says that the next generation has no Java', () => {
    expect(checkScript(`var fr = JavaImporter(java.util.ArrayList)`, next).problems.map(({ code }) => code)).toEqual([
      'script.java_absent',
      'script.java_absent',
    ]);
  });

  it('says what scripts can call in AM and not here, with its place', () => {
    const source = `var a = openidm.read('managed/user/1');\nopenidm.action('external/email', 'send', {});\nopenidm.delete('managed/user/1', null);`;
    expect(
      checkScript(source, next).problems.map(({ severity, code, parameters, line }) => [severity, code, parameters['name'], line]),
    ).toEqual([
      ['warning', 'script.member_missing', 'openidm.action', 2],
      ['warning', 'script.member_missing', 'openidm.delete', 3],
    ]);
  });

  it('says where scripts call a broken hash, in either generation', () => {
    const told = (source: string, options: typeof legacy | typeof next) =>
      checkScript(source, options).problems.map(({ severity, code, parameters, line }) => [severity, code, parameters['name'], line]);
    expect(
      told(`var a = utils.crypto.subtle.digest('MD5', b);\nutils.crypto.subtle.sign({ name: 'HMAC', hash: 'SHA-1' }, k, b);`, next),
    ).toEqual([
      ['warning', 'script.broken_digest', 'MD5', 1],
      ['warning', 'script.broken_digest', 'SHA-1', 2],
    ]);
    expect(told(`utils.crypto.subtle.digest('SHA-256', 'MD5'.length); outcome = 'SHA-1';`, next)).toEqual([]);
    expect(told(`outcome = java.security.MessageDigest.getInstance('MD5').digest(b)`, legacy)).toEqual([
      ['warning', 'script.broken_digest', 'MD5', 1],
    ]);
    expect(told(`var fr = JavaImporter(java.security.MessageDigest);\nfr.MessageDigest.getInstance("SHA-1")`, legacy)).toEqual([
      ['warning', 'script.broken_digest', 'SHA-1', 2],
    ]);
  });

  it('names the libraries that are required, and those that are missing', () => {
    const report = checkScript(`var a = require('a'), b = require("b");\nrequire(a.name);`, { ...next, known: new Set(['a']) });
    expect(report.libraries).toEqual(['a', 'b']);
    expect(report.problems).toMatchObject([
      { severity: 'warning', code: 'script.library_missing', parameters: { name: 'b' }, line: 1, column: 27 },
    ]);
  });

  it('does not read what is not JavaScript', () => {
    expect(checkScript('import a.b', { kind: 'legacy', language: 'GROOVY' }).problems).toMatchObject([
      { severity: 'error', code: 'script.language', parameters: { language: 'GROOVY' } },
    ]);
  });

  it('ends for a source that is nested without end', () => {
    expect(checkScript(`${'['.repeat(100_000)}`, legacy).problems.map(({ code }) => code)).toEqual(['script.syntax']);
    expect(checkScript(`x = ${'a.'.repeat(20_000)}b`, legacy).problems).toEqual([]);
  });

  it('counts as here exactly the classes that the sandbox has', async () => {
    const { output, fault } = await run(
      `outcome = ${JSON.stringify([...JAVA_CLASSES])}.filter(function (name) { try { return Java.type(name).nothing !== undefined } catch (e) { return true } }).join()`,
    );
    expect(fault).toBeUndefined();
    expect(output).toMatchObject({ action: { outcome: '' } });
  });
});
