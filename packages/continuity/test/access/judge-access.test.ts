import { application, type OfflineState } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { type AccessFacts, judgeAccess, type KnownState } from '../../src/index.ts';

const ID = '7a8f7c52-8f0e-4a37-9f0d-0b8b8a1d2f11';
const of = (state: OfflineState, groups: readonly string[] = ['Admins'], change: object = {}) =>
  application.parse({
    id: ID,
    name: 'payroll',
    publicDomain: 'https://payroll.example.com',
    offline: { state, groups: groups.map((name) => ({ name })) },
    ...change,
  });

const member = { journeys: ['Sign on'], groups: { names: ['ADMINS'], dns: [] }, proved: ['knowledge:password'] };
const other = { ...member, groups: { names: ['Staff'], dns: [] } };
const offlineMember = (state: KnownState, rehearsal?: string) => ({
  ...member,
  offline: { state, ...(rehearsal === undefined ? {} : { rehearsal }) },
});

/** In one word and the reason. */
const judged = (facts: Partial<AccessFacts> & Pick<AccessFacts, 'application'>) => {
  const verdict = judgeAccess({ idp: 'online', entering: true, rehearses: false, person: undefined, ...facts });
  return verdict.kind === 'allow' ? 'allow' : `${verdict.kind} ${verdict.why}`;
};

describe('who comes to an application', () => {
  it.each([
    // state, provider, nobody signed on, in an allowed group, in none
    ['INACTIVE', 'online', 'signOn over', 'allow', 'allow'],
    ['INACTIVE', 'offline', 'outage provider', 'outage provider', 'outage provider'],
    ['INACTIVE', 'recovering', 'outage provider', 'outage provider', 'outage provider'],
    ['INACTIVE', 'unknown', 'outage provider', 'outage provider', 'outage provider'],
    ['INACTIVE', 'blocked', 'outage blocked', 'outage blocked', 'outage blocked'],
    ['TEST', 'online', 'signOn over', 'allow', 'allow'],
    ['TEST', 'offline', 'outage provider', 'outage provider', 'outage provider'],
    ['TEST', 'recovering', 'outage provider', 'outage provider', 'outage provider'],
    ['TEST', 'unknown', 'outage provider', 'outage provider', 'outage provider'],
    ['TEST', 'blocked', 'outage blocked', 'outage blocked', 'outage blocked'],
    ['ACTIVE', 'online', 'signOn over', 'allow', 'allow'],
    ['ACTIVE', 'offline', 'signOn over', 'allow', 'refuse offlineGroup'],
    ['ACTIVE', 'recovering', 'signOn over', 'allow', 'refuse offlineGroup'],
    ['ACTIVE', 'unknown', 'signOn over', 'allow', 'refuse offlineGroup'],
    ['ACTIVE', 'blocked', 'outage blocked', 'outage blocked', 'outage blocked'],
  ] as const)('is judged by its offline state %s while its provider is %s', (state, idp, nobody, inGroup, inNone) => {
    const facts = { application: of(state), idp };
    expect(judged(facts)).toBe(nobody);
    expect(judged({ ...facts, person: member })).toBe(inGroup);
    expect(judged({ ...facts, person: other })).toBe(inNone);
    // A session that was begun online lasts its time.
    for (const person of [member, other]) expect(judged({ ...facts, person, entering: false })).toBe('allow');
  });

  it.each([
    ['INACTIVE', 'offline', 'outage provider'],
    ['INACTIVE', 'online', 'signOn recheck'],
    ['TEST', 'offline', 'outage provider'],
    ['TEST', 'online', 'signOn recheck'],
    ['ACTIVE', 'offline', 'allow'],
    ['ACTIVE', 'recovering', 'allow'],
    ['ACTIVE', 'online', 'signOn recheck'],
    ['ACTIVE', 'unknown', 'signOn recheck'],
    ['ACTIVE', 'blocked', 'outage blocked'],
  ] as const)('with an offline session is judged anew each time: %s, provider %s', (state, provider, expected) => {
    for (const entering of [true, false])
      for (const idp of ['online', 'offline'] as const)
        expect(judged({ application: of(state), idp, entering, person: offlineMember(provider) })).toBe(expected);
  });

  it('with an offline session is kept out while an operator blocks the provider of the application, whatever the sign-on went without', () => {
    for (const entering of [true, false]) {
      expect(judged({ application: of('ACTIVE'), idp: 'blocked', entering, person: offlineMember('offline') })).toBe('outage blocked');
    }
  });

  it('needs a group that is allowed offline, and without a policy nobody is', () => {
    const person = { ...other, offline: { state: 'offline' as const } };
    expect(judged({ application: of('ACTIVE'), idp: 'offline', person })).toBe('refuse offlineGroup');
    expect(judged({ application: of('ACTIVE', []), idp: 'offline', person: offlineMember('offline') })).toBe('refuse offlineGroup');
    expect(judged({ application: of('ACTIVE', ['everyone']), idp: 'offline', person })).toBe('allow');
  });

  it('needs a group that may enter at all, and the journey that is asked for, online and offline', () => {
    const choosy = of('ACTIVE', ['Everyone'], { groups: [{ name: 'Admins' }], journey: 'Strong' });
    for (const offline of [{}, { offline: { state: 'offline' as const } }]) {
      expect(judged({ application: choosy, person: { ...other, ...offline } })).toBe('refuse group');
      expect(judged({ application: choosy, person: { ...member, ...offline } })).toBe('signOn journey');
      expect(judged({ application: choosy, person: { ...member, journeys: ['Strong'], ...offline } })).toBe('allow');
    }
  });

  it('gets nowhere while the application is closed', () => {
    const closed = of('ACTIVE', ['Everyone'], { status: 'INACTIVE' });
    for (const person of [undefined, member, offlineMember('offline')])
      for (const entering of [true, false]) expect(judged({ application: closed, person, entering })).toBe('refuse closed');
  });

  it('rehearses where that is on, and nowhere else', () => {
    expect(judged({ application: of('TEST'), person: member, rehearses: true, entering: false })).toBe('signOn rehearsal');
    const choosy = of('TEST', ['Admins'], { groups: [{ name: 'Admins' }], journey: 'Strong' });
    expect(judged({ application: choosy, person: other, rehearses: true })).toBe('refuse group');
    expect(judged({ application: choosy, person: member, rehearses: true })).toBe('signOn journey');
    expect(judged({ application: choosy, person: { ...member, journeys: ['Strong'] }, rehearses: true })).toBe('signOn rehearsal');
    for (const state of ['INACTIVE', 'ACTIVE'] as const)
      expect(judged({ application: of(state), person: member, rehearses: true, entering: false })).toBe('allow');
    expect(judged({ application: of('TEST'), idp: 'offline', rehearses: true })).toBe('outage provider');
  });

  it('with a rehearsed session enters what was rehearsed, as long as that is on and the provider is there', () => {
    const person = offlineMember('online', ID);
    expect(judged({ application: of('TEST'), person })).toBe('allow');
    expect(judged({ application: of('TEST', ['Developers']), person })).toBe('refuse offlineGroup');
    expect(judged({ application: of('TEST'), idp: 'offline', person })).toBe('outage provider');
    for (const state of ['INACTIVE', 'ACTIVE'] as const) expect(judged({ application: of(state), person })).toBe('signOn recheck');
    expect(judged({ application: of('ACTIVE'), idp: 'offline', person })).toBe('signOn recheck');
    expect(judged({ application: of('TEST'), person: offlineMember('online', 'another') })).toBe('signOn recheck');
  });

  describe('with an access policy', () => {
    const rule = (...names: readonly string[]) => ({
      name: names.join(),
      conditions: { groups: { include: names.map((name) => ({ name })) } },
      actions: { access: 'allow' as const, chains: [{ authenticationMethods: [{ key: 'password' as const }] }] },
    });
    const policy = { rules: [rule('Nobody'), rule('Admins', 'Developers')] };
    const withoutPassword = { ...member, proved: ['possession:oath'] };
    /** Everybody who is judged by what may be used offline: entering in an outage, with an offline session, in a rehearsal. */
    const ways = (who: typeof member) =>
      [
        { application: of('ACTIVE'), idp: 'offline', person: who },
        ...[true, false].map((entering) => ({
          application: of('ACTIVE'),
          idp: 'offline' as const,
          entering,
          person: { ...who, offline: { state: 'offline' as const } },
        })),
        { application: of('TEST'), person: { ...who, offline: { state: 'online', rehearsal: ID } } },
      ] as const;

    it('is judged by its rules in the place of the groups of the application', () => {
      for (const facts of ways(member)) expect(judged({ ...facts, policy })).toBe('allow');
      for (const facts of ways(other)) expect(judged({ ...facts, policy })).toBe('refuse offlineGroup');
      for (const facts of ways(other)) expect(judged({ ...facts, policy: { rules: [rule('everyone')] } })).toBe('allow');
      for (const facts of ways(member)) expect(judged({ ...facts, policy: { rules: [] } })).toBe('refuse offlineGroup');
    });

    it('must have proved what it asks for', () => {
      for (const facts of ways(withoutPassword)) expect(judged({ ...facts, policy })).toBe('signOn method');
      for (const facts of ways(withoutPassword)) expect(judged(facts), 'without a policy nothing is asked for').toBe('allow');
    });

    it('that is not there any more lets nobody in', () => {
      for (const facts of ways(member)) expect(judged({ ...facts, policy: 'gone' })).toBe('refuse offlinePolicy');
    });

    it('is judged by none of it while the provider is there, as before', () => {
      for (const application of [of('ACTIVE'), of('TEST')])
        expect(judged({ application, policy: 'gone', person: withoutPassword })).toBe('allow');
    });
  });
});
