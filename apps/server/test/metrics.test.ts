import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MetricRegistry } from '@waygate/http';
import { authenticatorThrottleService, FAILURE_ID, SUCCESS_ID } from '@waygate/schema';
import { watchedDocuments } from '@waygate/storage';
import { expect, it, onTestFinished } from 'vitest';
import { openWorkspace, readConfig, runServer } from '../src/index.ts';
import { storeMetrics } from '../src/server-metrics.ts';
import { journeyOf, node } from './house.ts';

const PASSWORD = 'a-recognisable-password';
const WRONG = 'a-recognisable-wrong-one';
const NOBODY = 'a-recognisable-name';

/** Values by name and labels, as they stand on the page; the page must be Prometheus' text form to the letter. */
function parsed(text: string): { readonly values: ReadonlyMap<string, number>; readonly types: ReadonlyMap<string, string> } {
  const [values, types, helps] = [new Map<string, number>(), new Map<string, string>(), new Set<string>()];
  expect(text.endsWith('\n')).toBe(true);
  let family = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const help = /^# HELP ([a-z_]+) [^\\]+$/.exec(line)?.[1];
    const [, named, type = ''] = /^# TYPE ([a-z_]+) (counter|gauge|histogram|summary)$/.exec(line) ?? [];
    const [, name = '', labels = '', value = ''] =
      /^([a-z_]+)((?:\{[a-z]+="(?:[^"\\]|\\["\\n])*"(?:,[a-z]+="(?:[^"\\]|\\["\\n])*")*\})?) (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(line) ??
      [];
    if (help !== undefined) {
      expect(helps.has(help), line).toBe(false);
      helps.add(help);
    } else if (named !== undefined) {
      expect([helps.has(named), types.has(named)], line).toEqual([true, false]);
      types.set(named, type);
      family = named;
    } else {
      expect(name, line).not.toBe('');
      const kind = types.get(family) ?? '';
      const ends = { counter: [''], gauge: [''], summary: ['_sum', '_count'], histogram: ['_bucket', '_sum', '_count'] }[kind];
      expect(
        ends?.map((end) => family + end),
        line,
      ).toContain(name);
      if (kind === 'counter') expect(family, line).toMatch(/_total$/);
      expect(values.has(name + labels), line).toBe(false);
      values.set(name + labels, Number(value));
    }
  }
  expect([...types.keys()].sort()).toEqual([...helps].sort());
  return { values, types };
}

const journey = journeyOf(
  {
    ask: node('ZeroPageLoginNode', { allowWithoutReferer: true }, { true: 'check', false: FAILURE_ID }),
    check: node('DataStoreDecisionNode', {}, { true: SUCCESS_ID, false: FAILURE_ID }),
  },
  'Measured',
);

it('shows every metric in the form that Prometheus reads, moves them with sign-ons, and names nobody', async () => {
  const config = readConfig({
    WAYGATE_DATA_DIR: join(mkdtempSync(join(tmpdir(), 'waygate-metrics-')), 'data'),
    WAYGATE_PORT: '0',
    WAYGATE_LOG_LEVEL: 'silent',
    WAYGATE_ADMIN_PASSWORD: PASSWORD,
    WAYGATE_ADMIN_SECOND_FACTOR: 'off',
  });
  const workspace = await openWorkspace(config);
  const server = await runServer(config, () => undefined, workspace);
  onTestFinished(() => server.stop());
  await workspace.stores.journeys.publish('/', [journey], { at: 0, author: 'test', note: '' });
  await workspace.stores.services.set('/', 'authenticatorThrottle', authenticatorThrottleService.parse({ firstDelaySeconds: 60 }));
  const read = async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return { text, ...parsed(text) };
  };
  const signOn = async (name: string, password: string, query = 'authIndexType=service&authIndexValue=Measured') => {
    const response = await fetch(`${server.url}/am/json/realms/root/authenticate?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'X-OpenAM-Username': name, 'X-OpenAM-Password': password },
      body: '{}',
    });
    return (await response.json()) as { tokenId?: string };
  };
  const before = await read();
  const { tokenId = '' } = await signOn('amadmin', PASSWORD);
  for (const [name, password] of [['amadmin', WRONG], ...Array.from({ length: 8 }, () => [NOBODY, WRONG])] as const)
    await signOn(name ?? '', password ?? '');
  await signOn('amadmin', PASSWORD, `authIndexType=service&authIndexValue=${NOBODY}`);
  await fetch(`${server.url}/am/json/realms/root/sessions?_action=logout`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', iPlanetDirectoryPro: tokenId },
  });
  const after = await read();
  const grown = (name: string) => (after.values.get(name) ?? 0) - (before.values.get(name) ?? 0);
  expect({
    started: grown('waygate_journeys_started_total{journey="Measured"}'),
    succeeded: grown('waygate_journeys_ended_total{journey="Measured",result="succeeded"}'),
    failed: grown('waygate_journeys_ended_total{journey="Measured",result="failed"}'),
    right: grown('waygate_node_outcomes_total{type="DataStoreDecisionNode",outcome="true"}'),
    wrong: grown('waygate_node_outcomes_total{type="DataStoreDecisionNode",outcome="false"}'),
    timed: grown('waygate_node_seconds_count{type="DataStoreDecisionNode"}'),
    hashed: grown('waygate_hashing_done_total'),
    sessions: grown('waygate_sessions_started_total'),
    ended: grown('waygate_sessions_ended_total{how="LOGOUT"}'),
    answered: grown('waygate_request_seconds_count{class="authenticate"}'),
  }).toEqual({
    started: 10,
    succeeded: 1,
    failed: 9,
    right: 1,
    wrong: 9,
    timed: 10,
    hashed: 10,
    sessions: 1,
    ended: 1,
    answered: 11,
  });
  // Tries in one name that nobody has, more than are free.
  expect(grown('waygate_throttle_refused_total{authenticator="password",reason="wait"}')).toBeGreaterThan(0);
  expect(grown('waygate_store_seconds_count{operation="write"}')).toBeGreaterThan(0);
  expect(grown('waygate_hashing_ran_seconds_total')).toBeGreaterThan(0);
  expect(after.values.get('waygate_hashing_running')).toBe(0);
  expect([...after.values.keys()].filter((name) => name.startsWith('waygate_build_info{version='))).toHaveLength(1);
  for (const secret of [PASSWORD, WRONG, NOBODY, 'amadmin', tokenId]) expect(after.text).not.toContain(secret);
});

it('counts what the store does not answer', async () => {
  const registry = new MetricRegistry();
  const down = new Proxy({}, { get: () => () => Promise.reject(new Error('down')) }) as Parameters<typeof watchedDocuments>[0];
  const documents = watchedDocuments(down, storeMetrics(registry));
  await expect(documents.get('people', 'id', 0)).rejects.toThrow('down');
  await expect(documents.ping()).rejects.toThrow('down');
  const { values } = parsed(registry.text());
  expect(values.get('waygate_store_failures_total{operation="get"}')).toBe(1);
  expect(values.get('waygate_store_failures_total{operation="ping"}')).toBe(1);
  expect(values.get('waygate_store_seconds_bucket{operation="get",le="+Inf"}')).toBe(1);
});
