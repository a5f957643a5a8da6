import { defineNode, type EndWishes, makeCatalogue } from '@waygate/node-kit';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hashKey } from '../src/index.ts';
import { fixture, journey, nodeTypes } from './fixture.ts';

const wish = defineNode({
  type: 'Wish',
  displayName: 'Wish',
  category: 'utilities',
  icon: 'star',
  summary: '',
  config: z.object({ wishes: z.custom<EndWishes>(), properties: z.record(z.string(), z.string()).default({}) }),
  outcomes: { outcome: 'Outcome' },
  run: ({ config, goTo }) => goTo('outcome', { endWishes: config.wishes, sessionProperties: config.properties }),
});

/** Two nodes that wish, and then a sign-on, in which the wishes outlast two requests. */
async function signOn(
  first: EndWishes,
  second: EndWishes,
  password: string,
  more: { last?: string; journey?: object; noSession?: boolean } = {},
) {
  const login = journey(
    'Login',
    {
      first: ['Wish', { outcome: 'second' }, { wishes: first, properties: { tier: 'gold' } }],
      second: ['Wish', { outcome: 'name' }, { wishes: second }],
      name: ['AskName', { outcome: 'password' }],
      password: ['AskPassword', { outcome: 'check' }],
      check: ['Check', { true: more.last ?? 'ok', false: 'no' }],
      broken: ['Effect', { outcome: 'ok' }, { mode: 'throw' }],
      refusing: ['Effect', { outcome: 'ok' }, { mode: 'refuse' }],
    },
    more.journey,
  );
  const { client, stores, clock } = await fixture([login], { catalogue: makeCatalogue([...nodeTypes, wish]) });
  await client.start('Login', more.noSession === true ? { noSession: true } : {});
  await client.answer({ NameCallback: 'demo' });
  const step = await client.answer({ PasswordCallback: password });
  const session =
    step.kind === 'success' && step.tokenId !== undefined ? await stores.signOnSessions.find(hashKey(step.tokenId), clock.now) : undefined;
  return { step, session };
}

describe('what nodes wish of the end', () => {
  it('adds to the answer to a success: what is copied, and before it what is said, as JSON where it is JSON', async () => {
    const { step } = await signOn(
      {
        successDetails: { plan: '{"seats":3}', greeting: 'Hello {', level: '1e999' },
        successProperties: { tier: 'tier', none: 'constructor' },
      },
      { successDetails: { greeting: 'Welcome' }, successProperties: { plan: 'tier', journey: 'Service' } },
      'right',
    );
    expect(step).toMatchObject({ kind: 'success' });
    expect('details' in step && step.details).toEqual({
      tier: 'gold',
      journey: 'Login',
      plan: { seats: 3 },
      greeting: 'Welcome',
      level: '1e999',
    });
  });

  it('adds to a success without a session too', async () => {
    const { step } = await signOn({ successDetails: { a: '1' } }, { successProperties: { tier: 'tier' } }, 'right', { noSession: true });
    expect(step).toMatchObject({ kind: 'success', details: { a: 1, tier: 'gold' } });
    expect(step).not.toHaveProperty('tokenId');
  });

  it('adds nothing to the answer where nobody wishes anything', async () => {
    expect((await signOn({}, {}, 'right')).step).not.toHaveProperty('details');
    expect((await signOn({}, {}, 'wrong')).step).not.toHaveProperty('details');
  });

  it('says at Failure what is wished for Failure', async () => {
    const failure = { message: 'Ring us up.', details: { hotline: '"42"' } };
    const error = { message: 'Something broke.', details: { broken: 'true' } };
    const later = { failure: { details: { case: '7' } } };
    expect((await signOn({ failure, error, successDetails: { no: '1' } }, later, 'wrong')).step).toEqual({
      kind: 'failure',
      realm: '/alpha',
      sessionId: expect.any(String),
      failureUrl: '',
      message: 'Ring us up.',
      details: { hotline: '42', case: 7 },
    });
  });

  it('goes before what a node says that refuses', async () => {
    expect((await signOn({}, {}, 'right', { last: 'refusing' })).step).toMatchObject({ message: 'Not today.' });
    const { step } = await signOn({ failure: { message: 'Ring us up.' } }, {}, 'right', { last: 'refusing' });
    expect(step).toMatchObject({ kind: 'failure', message: 'Ring us up.' });
  });

  it('says when something breaks what is wished for that, and nothing that is wished for Failure', async () => {
    const failure = { message: 'Ring us up.', details: { hotline: '42' } };
    const error = { message: 'Something broke.', details: { broken: 'true' } };
    const { step } = await signOn({ failure, error }, {}, 'right', { last: 'broken' });
    expect(step).toMatchObject({ kind: 'failure', message: 'Something broke.', details: { broken: true } });
    const silent = (await signOn({ failure }, {}, 'right', { last: 'broken' })).step;
    expect(silent).not.toHaveProperty('message');
    expect(silent).not.toHaveProperty('details');
  });

  it('lets the session live as long as the later node says, before the journey and the realm', async () => {
    const times = { maximumSessionTime: 90, maximumIdleTime: 20 };
    const { session } = await signOn({ maxSessionMinutes: 60, maxIdleMinutes: 9 }, { maxIdleMinutes: 5 }, 'right', { journey: times });
    expect(session).toMatchObject({ maxSessionSeconds: 3_600, maxIdleSeconds: 300 });
    expect((await signOn({}, {}, 'right', { journey: times })).session).toMatchObject({ maxSessionSeconds: 5_400, maxIdleSeconds: 1_200 });
  });
});
