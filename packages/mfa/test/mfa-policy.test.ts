import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  evaluatePolicy,
  judgeDevices,
  MFA_METHODS,
  type MfaPolicy,
  mfaPolicy,
  type PolicyFacts,
  type PolicyPhone,
  type PolicyVerdict,
  readMethods,
} from '../src/index.ts';

const NOW = 1_790_000_000_000;
const minutesAgo = (minutes: number) => NOW - minutes * 60_000;
const NETWORKS = { office: ['192.0.2.0/24', '2001:db8:7::/48'], home: ['198.51.100.0/24'] };
const PIXEL: PolicyPhone = { system: 'android', version: '13.1', address: '192.0.2.9', answeredAt: minutesAgo(5) };
const FACTS: PolicyFacts = {
  now: NOW,
  groups: ['Staff', 'admins'],
  application: 'payroll',
  clientIp: '192.0.2.7',
  proofs: [{ at: minutesAgo(20), clientIp: '192.0.2.7' }],
  pushes: [minutesAgo(1), minutesAgo(2), minutesAgo(30)],
  phone: PIXEL,
};
const policyOf = (...rules: unknown[]): MfaPolicy => mfaPolicy.parse({ networks: NETWORKS, rules });
const resultOf = (when: object, facts: Partial<PolicyFacts> = {}, action: 'allow' | 'deny' = 'allow') =>
  evaluatePolicy(policyOf({ name: 'one', when, action }), { ...FACTS, ...facts }).result;

describe('a rule', () => {
  it.each<[string, object, Partial<PolicyFacts>]>([
    ['on groups, whatever their letter case', { groups: ['ADMINS'] }, { groups: ['staff'] }],
    ['on the application', { applications: ['payroll'] }, { application: 'wiki' }],
    ['on a range of IPv4 addresses', { networks: ['office'] }, { clientIp: '192.0.3.7' }],
    ['on recent authentication from this address', { recentAuthentication: { minutes: 30 } }, { clientIp: '192.0.2.8' }],
    ['on how recent it was', { recentAuthentication: { minutes: 30 } }, { proofs: [{ at: minutesAgo(31), clientIp: '192.0.2.7' }] }],
    [
      'on recent authentication from the company network',
      { recentAuthentication: { minutes: 30, networks: ['office'] } },
      { proofs: [{ at: minutesAgo(2), clientIp: '203.0.113.1' }] },
    ],
    ['on the version of the mobile system', { mobileOs: { system: 'android', below: '13.2' } }, { phone: { ...PIXEL, version: '13.10' } }],
    ['on which system that is', { mobileOs: { system: 'android', below: '99' } }, { phone: { ...PIXEL, system: 'ios' } }],
    ['on a phone, when there is none', { mobileOs: { system: 'android', below: '99' } }, { phone: 'none' }],
    ['on how many pushes were sent', { pushes: { atLeast: 2, minutes: 5 } }, { pushes: [minutesAgo(1), minutesAgo(6)] }],
    [
      'on the network of the authenticating phone',
      { deviceNetworks: { networks: ['office'], minutes: 10 } },
      { phone: { ...PIXEL, address: '203.0.113.1' } },
    ],
    ['on all of its conditions', { groups: ['admins'], networks: ['office'] }, { groups: ['staff'] }],
  ])('%s', (_, when, other) => {
    expect([resultOf(when), resultOf(when, other)]).toEqual(['allow', 'mfa']);
    expect([resultOf(when, {}, 'deny'), resultOf(when, other, 'deny')]).toEqual(['deny', 'mfa']);
  });

  it('is evaluated for a client that has an IPv6 address only', () => {
    expect(resultOf({ networks: ['office'] }, { clientIp: '2001:db8:7::9' })).toBe('allow');
    expect(resultOf({ networks: ['office'] }, { clientIp: '2001:db8:8::9' })).toBe('mfa');
    expect(resultOf({ networks: ['office'] }, { clientIp: '2001:db8:7::9' }, 'deny')).toBe('deny');
  });

  it.each<[object, Partial<PolicyFacts>]>([
    [{ groups: ['admins'] }, { groups: undefined }],
    [{ applications: ['payroll'] }, { application: undefined }],
    [{ networks: ['office'] }, { clientIp: undefined }],
    [{ networks: ['office'] }, { clientIp: 'no address' }],
    [{ recentAuthentication: { minutes: 30 } }, { proofs: undefined }],
    [{ recentAuthentication: { minutes: 30 } }, { proofs: [{ at: minutesAgo(1), clientIp: undefined }] }],
    [{ mobileOs: { system: 'android', below: '99' } }, { phone: undefined }],
    [{ mobileOs: { system: 'android', below: '99' } }, { phone: { ...PIXEL, version: 'Tiramisu' } }],
    [{ pushes: { atLeast: 1, minutes: 5 } }, { pushes: undefined }],
    [{ deviceNetworks: { networks: ['office'], minutes: 10 } }, { phone: { ...PIXEL, answeredAt: minutesAgo(11) } }],
  ])('on %o that nobody knows lets nobody in, and keeps out whom it would keep out', (when, facts) => {
    expect([resultOf(when, facts), resultOf(when, facts, 'deny')]).toEqual(['mfa', 'deny']);
  });
});

describe('a policy', () => {
  it('requires MFA when no rule matches, and takes the first that does', () => {
    expect(evaluatePolicy(policyOf(), FACTS)).toEqual({ result: 'mfa', methods: MFA_METHODS, rule: undefined });
    const rules = [
      { name: 'never', when: { groups: ['nobody'] }, action: 'deny' },
      { name: 'first', action: 'mfa', methods: ['SMS'] },
      { name: 'second', action: 'allow' },
    ];
    expect(evaluatePolicy(policyOf(...rules), FACTS)).toEqual({ result: 'mfa', methods: ['SMS'], rule: 'first' });
  });

  it('leaves only methods that every rule which may match allows, and denies when none is left', () => {
    const rules = (second: string[]) => [
      { name: 'here', when: { networks: ['office'] }, action: 'mfa', methods: ['SMS', 'TOTP'] },
      { name: 'else', action: 'mfa', methods: second },
    ];
    const unknown = { ...FACTS, clientIp: undefined };
    expect(evaluatePolicy(policyOf(...rules(['TOTP', 'EMAIL'])), unknown)).toEqual({ result: 'mfa', methods: ['TOTP'], rule: 'here' });
    expect(evaluatePolicy(policyOf(...rules(['EMAIL'])), unknown).result).toBe('deny');
  });

  const condition = fc.record(
    {
      groups: fc.constantFrom(['admins'], ['nobody'], ['staff', 'x']),
      applications: fc.constantFrom(['payroll'], ['wiki']),
      networks: fc.constantFrom(['office'], ['home'], ['office', 'home']),
      recentAuthentication: fc.constantFrom({ minutes: 30 }, { minutes: 10 }, { minutes: 60, networks: ['office'] }),
      mobileOs: fc.constantFrom({ system: 'android', below: '14' }, { system: 'ios', below: '20' }),
      pushes: fc.constantFrom({ atLeast: 1, minutes: 5 }, { atLeast: 4, minutes: 60 }),
      deviceNetworks: fc.constantFrom({ networks: ['office'], minutes: 10 }, { networks: ['home'], minutes: 1 }),
    },
    { requiredKeys: [] },
  );
  const rule = fc.oneof(
    fc.record({ name: fc.constant('r'), when: condition, action: fc.constantFrom('allow', 'deny', 'mfa') }),
    fc.record({
      name: fc.constant('m'),
      when: condition,
      action: fc.constant('mfa'),
      methods: fc.subarray([...MFA_METHODS], { minLength: 1 }),
    }),
  );
  const policy = fc.array(rule, { maxLength: 6 }).map((rules) => policyOf(...rules));
  const fact = fc.record({
    groups: fc.subarray(['Staff', 'admins']),
    application: fc.constantFrom('payroll', 'wiki'),
    clientIp: fc.constantFrom('192.0.2.7', '2001:db8:7::1', '203.0.113.9'),
    proofs: fc.array(
      fc.record({ at: fc.integer({ min: 0, max: 90 }).map(minutesAgo), clientIp: fc.constantFrom('192.0.2.7', '203.0.113.9') }),
      { maxLength: 3 },
    ),
    pushes: fc.array(fc.integer({ min: 0, max: 90 }).map(minutesAgo), { maxLength: 6 }),
    phone: fc.record({
      system: fc.constantFrom('android', 'ios'),
      version: fc.constantFrom('12', '17.4'),
      address: fc.constantFrom('192.0.2.7', '203.0.113.9'),
      answeredAt: fc.integer({ min: 0, max: 20 }).map(minutesAgo),
    }),
  });
  const strictness = (a: PolicyVerdict, b: PolicyVerdict) => {
    const order = { allow: 0, mfa: 1, deny: 2 };
    if (a.result === 'mfa' && b.result === 'mfa') return a.methods.every((method) => b.methods.includes(method));
    return order[a.result] >= order[b.result];
  };

  it('is never weaker for what it does not know', () => {
    fc.assert(
      fc.property(
        policy,
        fact,
        fc.subarray(['groups', 'application', 'clientIp', 'proofs', 'pushes', 'phone'] as const),
        fc.subarray(['system', 'version', 'address', 'answeredAt'] as const),
        (rules, known, hidden, ofPhone) => {
          const facts: PolicyFacts = { now: NOW, ...known };
          const phone = { ...known.phone, ...Object.fromEntries(ofPhone.map((key) => [key, undefined])) };
          const less = { ...facts, phone, ...Object.fromEntries(hidden.map((key) => [key, undefined])) };
          expect(strictness(evaluatePolicy(rules, less), evaluatePolicy(rules, facts))).toBe(true);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('lets somebody in without MFA only when a rule that is known to match says so', () => {
    fc.assert(
      fc.property(policy, fact, (rules, known) => {
        const without = mfaPolicy.parse({
          ...rules,
          rules: rules.rules.map((one) => (one.action === 'allow' ? { ...one, action: 'mfa' } : one)),
        });
        expect(evaluatePolicy(without, { now: NOW, ...known }).result).not.toBe('allow');
        expect(
          evaluatePolicy(without, {
            now: NOW,
            groups: undefined,
            application: undefined,
            clientIp: undefined,
            proofs: undefined,
            pushes: undefined,
            phone: undefined,
          }).result,
        ).not.toBe('allow');
      }),
    );
  });
});

describe('phones', () => {
  const OLD = { ...PIXEL, uuid: 'old', version: '9' };
  const NEW = { ...PIXEL, uuid: 'new' };
  const { phone: _, ...facts } = FACTS;
  const old = { name: 'old', when: { mobileOs: { system: 'android', below: '12' } }, action: 'deny' };

  it('are judged one by one, and one that is denied is not offered', () => {
    expect(judgeDevices(policyOf(old), facts, [OLD, NEW])).toEqual({
      result: 'mfa',
      methods: MFA_METHODS,
      phones: { new: ['PINGID_DESKTOP', 'PINGID_MOBILE'] },
      rules: ['old'],
    });
  });

  it('let their owner in without MFA only all together', () => {
    const policy = policyOf(old, { name: 'office', when: { networks: ['office'] }, action: 'allow' });
    expect(judgeDevices(policy, facts, [NEW]).result).toBe('allow');
    expect(judgeDevices(policy, facts, []).result).toBe('allow');
    expect(judgeDevices(policy, facts, [NEW, OLD])).toMatchObject({ result: 'mfa', phones: { new: expect.anything() } });
  });

  it('leave nothing when everything else is denied too', () => {
    const policy = policyOf({ name: 'out', when: { networks: ['office'] }, action: 'deny' });
    expect(judgeDevices(policy, facts, [NEW])).toEqual({ result: 'deny', methods: [], phones: {}, rules: ['out'] });
  });
});

describe('the schema of policies', () => {
  it.each<[object, string]>([
    [{ rules: [{ name: 'a', when: { networks: ['office'] }, action: 'allow' }] }, 'The policy has no network office.'],
    [
      { rules: [{ name: 'a', when: { recentAuthentication: { minutes: 5, networks: ['toString'] } }, action: 'allow' }] },
      'The policy has no network toString.',
    ],
    [{ networks: { office: ['192.0.2.0/40'] } }, 'A network is written as an address and a length, such as 192.0.2.0/24 or 2001:db8::/32.'],
    [
      { rules: [{ name: 'a', when: { mobileOs: { system: 'ios', below: '17.x' } }, action: 'deny' }] },
      'A version is written as numbers with dots between, such as 12 or 17.4.',
    ],
    [{ rules: [{ name: 'a', action: 'allow', methods: ['SMS'] }] }, 'Only MFA has methods.'],
    [{ rules: [{ name: 'a', when: { group: ['admins'] }, action: 'allow' }] }, 'Unrecognized key: "group"'],
  ])('refuses %o', (policy, message) => {
    expect(mfaPolicy.safeParse(policy).error?.issues.map((issue) => issue.message)).toContain(message);
  });
});

describe('a list of methods', () => {
  it('is split at white space, each method once', () => {
    expect(readMethods(' SMS  VOICE\nEMAIL\tSMS ')).toEqual({ methods: ['SMS', 'VOICE', 'EMAIL'] });
    expect(readMethods('')).toEqual({ methods: [] });
  });

  it('names what is no method, lower case included', () => {
    expect(readMethods('SMS sms FAX constructor')).toEqual({ unknown: ['sms', 'FAX', 'constructor'] });
  });
});
