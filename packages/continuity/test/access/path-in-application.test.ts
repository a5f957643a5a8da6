import { describe, expect, it } from 'vitest';
import { asksForRehearsal, pathInApplication } from '../../src/access/path-in-application.ts';

const path = (uri: string) => pathInApplication(uri, 'https://a.example');

describe('the way back into an application', () => {
  it('is what was asked for', () => {
    for (const uri of ['/', '/x', '/x/y?z=1&z=2', '/a%20b?c=%2F%2Fd', '/?next=https://b.example', '/@b.example', '/x/', '/%2F%2Fb.example'])
      expect(path(uri)).toBe(uri);
  });

  it('is the first page for what leads elsewhere, or to the gate', () => {
    for (const uri of [
      '',
      'https://b.example',
      '//b.example',
      '///b.example',
      '/\\b.example',
      '\\\\b.example',
      '/x\n/y',
      '/x y',
      '/\u200b/b.example',
      '/.//b.example',
      '/x/..//b.example',
      '@b.example',
      'javascript:alert(1)',
      '/.waygate/callback?code=x',
      '/x/../.waygate/sign-off',
    ])
      expect(path(uri), uri).toBe('/');
  });

  it('asks for no rehearsal a second time, and leaves the rest as it was', () => {
    expect(path('/x?offline=simulate')).toBe('/x');
    expect(path('/x?a=1&offline=simulate&b=%20')).toBe('/x?a=1&b=%20');
    expect(path('/x?offline=simulated')).toBe('/x?offline=simulated');
    expect(['/?offline=simulate', '/x?a&offline=simulate'].every(asksForRehearsal)).toBe(true);
    expect(['/', '/offline=simulate', '/?xoffline=simulate', '/?offline=simulated', '/?a=offline=simulate'].some(asksForRehearsal)).toBe(
      false,
    );
  });

  it('leaves parameters out that are too long to travel, and what is longer still', () => {
    expect(path(`/x?y=${'z'.repeat(1_000)}`)).toBe('/x');
    expect(path(`/${'z'.repeat(1_000)}`)).toBe('/');
  });
});
