import { FAILURE_ID, SUCCESS_ID } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { journeyOf, node, openHouse, withPassword } from './house.ts';

const look = journeyOf(
  {
    give: node('SetSessionPropertiesNode', { properties: { basket: '3' } }, { outcome: 'level' }),
    level: node('ModifyAuthLevelNode', { authLevelIncrement: 9 }, { outcome: 'who' }),
    who: node('AnonymousUserNode', {}, { outcome: 'cookie' }),
    cookie: node('SetPersistentCookieNode', { hmacSigningKey: 'k'.repeat(43) }, { outcome: SUCCESS_ID }),
  },
  'Look around',
);
const buy = journeyOf({ upgrade: node('AnonymousSessionUpgradeNode', {}, { outcome: 'name' }), ...withPassword(SUCCESS_ID, {}) }, 'Buy');
const signOn = journeyOf(withPassword(SUCCESS_ID, {}), 'Sign on');
const nameOnly = journeyOf(
  {
    who: node('AnonymousUserNode', {}, { outcome: 'name' }),
    name: node('UsernameCollectorNode', {}, { outcome: 'find' }),
    find: node('IdentifyExistingUserNode', { identityAttribute: 'userName' }, { true: SUCCESS_ID, false: SUCCESS_ID }),
  },
  'Name only',
);

async function house() {
  const opened = await openHouse([look, buy, signOn, nameOnly]);
  const lookAround = async () => {
    const end = await opened.start();
    if (end.kind !== 'success' || end.session === undefined || end.tokenId === undefined) throw new Error(`no session: ${end.kind}`);
    return { session: end.session, tokenId: end.tokenId, end };
  };
  const from = async (journey: string, existing: Awaited<ReturnType<typeof lookAround>>) =>
    opened.typePassword(await opened.start({ journey, existing }));
  return { ...opened, lookAround, from };
}

describe('an anonymous session', () => {
  it('is nobody’s: no id of a person, no proof, no level, no cookie that would bring somebody back', async () => {
    const { lookAround, faults } = await house();
    const [{ session, end }, other] = [await lookAround(), await lookAround()];
    expect(session).toMatchObject({
      username: 'anonymous',
      anonymous: true,
      authLevel: 0,
      evidence: [],
      properties: { basket: '3', AuthType: 'Anonymous' },
    });
    expect(session.userId).toMatch(/^anonymous ./);
    expect(session.userId).not.toBe(other.session.userId);
    expect(end).not.toHaveProperty('cookies');
    expect(faults).toEqual([]);
  });

  it('is not made under the name of somebody, and breaks for nobody because they took it', async () => {
    const { stores, start, faults } = await house();
    await stores.identities.create({
      id: 'id',
      realm: '/alpha',
      username: 'Anonymous',
      active: true,
      attributes: {},
      passwordHash: undefined,
      createdAt: 0,
    });
    expect(await start()).toMatchObject({ kind: 'success', session: { username: 'anonymous/anonymous', anonymous: true } });
    expect(faults).toEqual([]);
  });

  it('does not take the place of a session of somebody who is signed on', async () => {
    const { start, typePassword, stores, faults } = await house();
    const mine = await typePassword(await start({ journey: 'Sign on' }));
    if (mine.kind !== 'success' || mine.session === undefined || mine.tokenId === undefined) throw new Error('no session');
    const end = await start({ journey: 'Look around', existing: { session: mine.session, tokenId: mine.tokenId } });
    expect(end.kind).toBe('success');
    expect(end).not.toHaveProperty('tokenId');
    expect(end).not.toHaveProperty('session');
    expect(await stores.signOnSessions.find(mine.session.id, Date.now())).toEqual(mine.session);
    await stores.signOnSessions.end(mine.session.id, 'LOGOUT');
    const later = await start({ journey: 'Look around', existing: { session: mine.session, tokenId: mine.tokenId } });
    expect(later).toMatchObject({ kind: 'success', session: { anonymous: true } });
    expect(faults).toEqual([]);
  });

  it('gives way to the person’s where a journey wants that, with its properties and under a new token', async () => {
    const { lookAround, from, stores } = await house();
    const before = await lookAround();
    const end = await from('Buy', before);
    expect(end).toMatchObject({
      kind: 'success',
      session: { username: 'demo', properties: { basket: '3' }, handle: before.session.handle },
    });
    if (end.kind !== 'success') throw new Error('no success');
    expect(end.session).not.toHaveProperty('anonymous');
    expect(end.tokenId).not.toBe(before.tokenId);
    expect(await stores.signOnSessions.find(before.session.id, Date.now())).toBeUndefined();
  });

  it('stays what it is beside the person’s where no journey wants that', async () => {
    const { lookAround, from, stores } = await house();
    const before = await lookAround();
    const end = await from('Sign on', before);
    expect(end.kind === 'success' && end.session?.properties).not.toHaveProperty('basket');
    expect(await stores.signOnSessions.find(before.session.id, Date.now())).toEqual(before.session);
  });

  it('is not upgraded by somebody else’s session, nor without a session', async () => {
    const { start, typePassword, from, stores, faults } = await house();
    const mine = await typePassword(await start({ journey: 'Sign on' }));
    if (mine.kind !== 'success' || mine.session === undefined) throw new Error('no session');
    const theirs = { ...mine.session, id: 'theirs', userId: 'other', username: 'other' };
    await stores.signOnSessions.create(theirs);
    const end = await from('Buy', { session: theirs, tokenId: 'token', end: mine });
    expect(end).toMatchObject({ kind: 'success', session: { username: 'demo' } });
    expect(await stores.signOnSessions.find('theirs', Date.now())).toEqual(theirs);
    expect(await start({ journey: 'Buy' })).toMatchObject({ kind: 'failure' });
    expect(faults).toMatchObject([{ code: 'anonymous.no_session' }]);
  });

  it('counts as signed on for the journey that made it alone', async () => {
    const { lookAround, start, stores } = await house();
    const existing = await lookAround();
    const answerTo = async (journey: string | undefined) => (await start({ journey, existing, force: false })).kind;
    expect(await answerTo('Look around')).toBe('success');
    const settings = await stores.realms.settings('/alpha');
    if (settings !== undefined) await stores.realms.put({ ...settings, defaultJourney: 'Sign on' });
    expect(await answerTo(undefined)).toBe('callbacks');
  });

  it('is no way to a session of somebody whose name was only typed', async () => {
    const { start, answer, faults } = await house();
    const end = await answer(await start({ journey: 'Name only' }), { type: 'NameCallback', value: 'demo' });
    expect(end).toMatchObject({ kind: 'failure' });
    expect(faults).toMatchObject([{ code: 'journey.no_evidence' }]);
  });
});

it('cookies of a journey come with the next answer, whatever it is, and not with the one after', async () => {
  const journey = journeyOf({
    cookie: node('SetCustomCookieNode', { name: 'a', value: '1' }, { outcome: 'again' }),
    again: node('SetCustomCookieNode', { name: 'a', value: '2', maxAge: 60 }, { outcome: 'path' }),
    path: node('SetCustomCookieNode', { name: 'a', value: '3', path: '/x' }, { outcome: 'name' }),
    name: node('UsernameCollectorNode', {}, { outcome: 'last' }),
    last: node('SetCustomCookieNode', { name: 'b', value: '4' }, { outcome: FAILURE_ID }),
  });
  const { start, answer } = await openHouse([journey]);
  const first = await start();
  expect(first.cookies?.map(({ value }) => value)).toEqual(['2', '3']);
  const end = await answer(first, { type: 'NameCallback', value: 'x' });
  expect([end.kind, end.cookies?.map(({ value }) => value)]).toEqual(['failure', ['4']]);
});

it('a journey takes as long as its nodes say', async () => {
  const clock = { now: 1_790_000_000_000 };
  const timed = (operation: string, value: number) =>
    journeyOf({
      time: node('UpdateJourneyTimeoutNode', { operation, value }, { outcome: 'name' }),
      name: node('UsernameCollectorNode', {}, { outcome: FAILURE_ID }),
    });
  const expiry = async (operation: string, value: number) => {
    const { start } = await openHouse([timed(operation, value)], { now: () => clock.now });
    const step = await start();
    return step.kind === 'callbacks' ? (step.handle.expiresAt - clock.now) / 60_000 : step.kind;
  };
  expect([await expiry('SET', 30), await expiry('MODIFY', 30), await expiry('MODIFY', -2), await expiry('MODIFY', -20)]).toEqual([
    30,
    35,
    3,
    'failure',
  ]);
});
