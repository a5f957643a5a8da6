import { fileURLToPath } from 'node:url';
import type { PasswordHasher } from '@waygate/integrations';
import { decodeAnswers, encodeCallbacks } from '@waygate/schema';
import { composeEngine } from '@waygate/server';
import { expect, test } from 'vitest';
import { fillAnswer, loadJourneys, openWorld, scenario } from '../src/index.ts';

const documents = loadJourneys(fileURLToPath(new URL('../../../journeys', import.meta.url)));
const request = {
  clientIp: undefined,
  header: () => [],
  parameter: () => [],
  headers: () => ({}),
  parameters: () => ({}),
  locales: ['en'],
};

/** A hasher that costs nothing and counts what a real one would have cost. */
function countingHasher(): PasswordHasher & { checks: number; hashes: number } {
  return {
    checks: 0,
    hashes: 0,
    async hash(password) {
      this.hashes += 1;
      return `plain:${password}`;
    },
    async verify(stored, password) {
      this.checks += 1;
      return stored === `plain:${password}`;
    },
    turn: (work) => work(),
    admit: (work) => work(),
    admitLater: (work) => work(() => undefined),
    isOutdated: () => false,
  };
}

test.each(['Login', 'Login with Push MFA'])('%s costs one hash, whoever comes and whatever they type', async (journey) => {
  const { given, realm } = scenario.parse({
    name: 'Cost',
    journey,
    given: {
      users: [
        { username: 'mia', password: 'correct horse battery' },
        { username: 'ned', password: 'correct horse battery', active: false },
      ],
    },
    steps: [{}],
    // biome-ignore lint/suspicious/noThenProperty: scenario files say what is given, done and then true.
    then: { end: 'failure' },
  });
  const hasher = countingHasher();
  const world = await openWorld({ realm, journey, given }, documents, hasher);
  const { engine } = composeEngine(world.workspace, 'http://localhost', world.observer, world.clock.now);
  hasher.hashes = 0;
  for (const [username, password] of [
    ['mia', 'correct horse battery'],
    ['mia', 'wrong password'],
    ['MIA', 'wrong password'],
    ['ned', 'wrong password'],
    ['ned', 'correct horse battery'],
    ['nobody', 'wrong password'],
    ['nobody', ''],
    ['mia', ''],
    ['', 'wrong password'],
  ] as const) {
    hasher.checks = 0;
    const page = await engine.start({ realm, journey, request, force: false, noSession: false });
    if (page.kind !== 'callbacks') throw new Error('A page was expected.');
    const wire = { callbacks: encodeCallbacks(page.callbacks, page.page) };
    const posted = fillAnswer(wire, { enter: { 'User Name': username, Password: password } }, String);
    const { sessionId, key } = page.handle;
    await engine.submit({ realm, sessionId, key, request, decode: (sent) => decodeAnswers(sent, posted) });
    expect({ checks: hasher.checks, hashes: hasher.hashes }, `${username}/${password}`).toEqual({ checks: 1, hashes: 0 });
  }
});
