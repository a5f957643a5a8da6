import { MFA_METHODS } from '@waygate/mfa';
import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { type PingIdWorld, pingIdWorld } from '../test/pingid-world.ts';
import { BEGIN } from '../test/real-people.ts';
import node from './node.ts';

let world: PingIdWorld;
beforeEach(async () => {
  world = await pingIdWorld();
});
const OFFICE = { office: ['192.0.2.0/24', '2001:db8:7::/48'] };
const run = (policy: object, more: NodeRun = {}) =>
  runNode(node, {
    ports: world.ports,
    subject: world.mia,
    evidence: [world.proof()],
    now: BEGIN,
    clientIp: '192.0.2.7',
    ...more,
    config: { ...more.config, policy: { networks: OFFICE, ...policy } },
  });
const rule = (when: object, action = 'allow', more: object = {}) => ({ rules: [{ name: 'one', when, action, ...more }] });

describe('without an input', () => {
  it('requires MFA when no rule matches, and says with what', async () => {
    const { outcome, shared, guarded } = await run({});
    expect(outcome).toBe('mfa');
    expect(shared['pingIdOutput']).toEqual({
      status: 'MFA_REQUIRED',
      sub: 'mia',
      accessingDevice: { ip: '192.0.2.7' },
      ppmResponse: '{"status":"MFA_REQUIRED","sub":"mia","accessingDevice":{"ip":"192.0.2.7"}}',
    });
    expect(guarded['pingIdVerdict']).toEqual({ personId: world.mia.id, methods: [...MFA_METHODS], phones: {} });
  });

  it('lets somebody in by a rule, which proves nothing', async () => {
    const { outcome, shared, guarded } = await run(rule({ networks: ['office'] }));
    expect([outcome, node.provides, node.mayProvide]).toEqual(['allowed', {}, {}]);
    expect(shared).toMatchObject({ pingIdOutput: { status: 'ALLOWED' } });
    expect(guarded).toEqual({});
  });

  it('denies by a rule', async () => {
    const { outcome, shared } = await run(rule({ networks: ['office'] }, 'deny'));
    expect([outcome, shared]).toMatchObject(['denied', { pingIdOutput: { status: 'DENIED' } }]);
  });

  it('goes by what it says last: what it denies it takes no proof of, and what it allows it asks for none', async () => {
    const before = { guarded: { pingIdVerdict: world.verdict() } };
    const denied = await run(rule({ networks: ['office'] }, 'deny'), before);
    expect(denied.guarded).toEqual({ pingIdVerdict: world.verdict({ methods: [] }) });
    expect((await run(rule({ networks: ['office'] }), before)).guarded).toEqual({});
  });

  it('evaluates rules for a client that has an IPv6 address only', async () => {
    expect((await run(rule({ networks: ['office'] }), { clientIp: '2001:db8:7::1' })).outcome).toBe('allowed');
    expect((await run(rule({ networks: ['office'] }), { clientIp: '2001:db8:8::1' })).outcome).toBe('mfa');
  });
});

describe('what it goes by', () => {
  it('is the address of the connection, whatever the request says', async () => {
    const liar: NodeRun = {
      clientIp: '203.0.113.9',
      headers: { 'x-forwarded-for': '192.0.2.7' },
      parameters: { pingidIp: '192.0.2.7' },
    };
    expect((await run(rule({ networks: ['office'] }), liar)).outcome).toBe('mfa');
    const input = { customAuth: {}, sub: 'mia', pingidIp: '192.0.2.7' };
    expect((await run(rule({ networks: ['office'] }), { ...liar, shared: { pingIdInput: input } })).outcome).toBe('mfa');
  });

  it('is the groups of the account, whatever the caller says', async () => {
    const policy = rule({ groups: ['admins'] });
    const input = { customAuth: {}, sub: 'mia', group: 'admins' };
    expect((await run(policy, { shared: { pingIdInput: input } })).outcome).toBe('mfa');
    await world.ports.identities.updateAttributes('/alpha', world.mia.id, (attributes) => ({ ...attributes, groups: ['Admins'] }));
    expect((await run(policy)).outcome).toBe('allowed');
  });

  it('is no group that people can give themselves', async () => {
    await world.ports.identities.updateAttributes('/alpha', world.mia.id, (attributes) => ({ ...attributes, description: ['admins'] }));
    const config = { groupAttribute: 'description' };
    expect((await run(rule({ groups: ['admins'] }), { config })).outcome).toBe('mfa');
    expect((await run(rule({ groups: ['admins'] }, 'deny'), { config })).outcome).toBe('denied');
  });

  it('is the application that the author or the caller names, and nothing is known without one', async () => {
    const policy = rule({ applications: ['payroll'] });
    expect((await run(policy, { config: { applicationId: 'payroll' } })).outcome).toBe('allowed');
    const input = { properties: { customAuth: {}, sub: 'mia', saasid: 'payroll' } };
    expect((await run(policy, { shared: { pingIdInput: input } })).outcome).toBe('allowed');
    expect((await run(policy, { parameters: { saasid: 'payroll' } })).outcome).toBe('mfa');
    expect((await run(rule({ applications: ['payroll'] }, 'deny'))).outcome).toBe('denied');
  });

  it('is recent authentication as the server recorded it, from this address or from the company network', async () => {
    const recent = { recentAuthentication: { minutes: 30 } };
    const inOffice = { recentAuthentication: { minutes: 30, networks: ['office'] } };
    expect((await run(rule(recent))).outcome).toBe('mfa');
    await world.signedOn([world.proof('knowledge:password', { clientIp: '192.0.2.7' })]);
    expect((await run(rule(recent))).outcome).toBe('mfa');
    await world.phone('pixel');
    await world.signedOn([world.proof('possession:offline-device', { device: 'pixel', clientIp: '192.0.2.7', at: BEGIN - 60_000 })]);
    expect([(await run(rule(recent))).outcome, (await run(rule(inOffice))).outcome]).toEqual(['mfa', 'mfa']);
    await world.signedOn([world.proof('possession:push', { device: 'pixel', clientIp: '192.0.2.8', at: BEGIN - 60_000 })]);
    expect([(await run(rule(recent))).outcome, (await run(rule(inOffice))).outcome]).toEqual(['mfa', 'allowed']);
    await world.signedOn([world.proof('possession:push', { device: 'pixel', clientIp: '192.0.2.7', at: BEGIN - 60_000 })]);
    expect((await run(rule(recent))).outcome).toBe('allowed');
    expect((await run(rule(recent), { now: BEGIN + 30 * 60_000 })).outcome).toBe('mfa');
  });

  it('is what the phones run on, and from where they answered', async () => {
    await world.phone('old', { seen: { system: 'android', version: '9', address: '192.0.2.50', at: BEGIN - 1 } });
    await world.phone('new', { seen: { system: 'android', version: '15', at: BEGIN - 1 } });
    const { guarded } = await run(rule({ mobileOs: { system: 'android', below: '12' } }, 'deny'));
    expect(guarded['pingIdVerdict']).toMatchObject({ phones: { new: ['PINGID_DESKTOP', 'PINGID_MOBILE'] } });
    expect(guarded['pingIdVerdict']).not.toHaveProperty('phones.old');
    const there = rule({ deviceNetworks: { networks: ['office'], minutes: 10 } });
    expect((await run(there)).outcome).toBe('mfa');
    await world.phone('new', { seen: { address: '192.0.2.51', at: BEGIN - 1 } });
    expect((await run(there)).outcome).toBe('allowed');
  });

  it('is how many pushes were sent that nobody approved', async () => {
    const policy = rule({ pushes: { atLeast: 2, minutes: 5 } }, 'mfa', { methods: ['SECURITY_KEY'] });
    const methods = async () => ((await run(policy)).guarded['pingIdVerdict'] as { methods: string[] }).methods.length;
    await world.stores.throttle.take(`push|/alpha|${world.mia.id}`, 'a', 3, 600_000, BEGIN);
    expect(await methods()).toBe(10);
    await world.stores.throttle.take(`push|/alpha|${world.mia.id}`, 'b', 3, 600_000, BEGIN);
    expect(await methods()).toBe(1);
  });
});

describe('an input', () => {
  it('must be about who is identified', async () => {
    const { outcome, action } = await run(rule({}), { shared: { pingIdInput: { customAuth: {}, sub: 'somebody' } } });
    expect([outcome, action]).toMatchObject(['denied', { audit: { reason: 'otherSubject' } }]);
  });

  it('is gone once it is read, because a properties file holds a key', async () => {
    const input = { customAuth: { pingIdProperties: 'use_base64_key=…', skRedirectUri: 'https://example.com/return' }, sub: 'MIA' };
    const { outcome, shared, memory } = await run({}, { shared: { pingIdInput: input } });
    expect([outcome, JSON.stringify([shared, memory]).includes('use_base64_key')]).toEqual(['mfa', false]);
  });

  it('is remembered as far as it decides, for when a device was enrolled since', async () => {
    const first = await run(rule({ applications: ['payroll'] }, 'mfa'), {
      shared: { pingIdInput: { customAuth: {}, sub: 'mia', saasid: 'payroll' } },
    });
    const again = await run(rule({ applications: ['payroll'] }), { memory: first.memory ?? null });
    expect(again.outcome).toBe('allowed');
  });

  const long = 'x'.repeat(101);
  it.each<[object, string]>([
    [{ sub: 'mia' }, 'customAuth'],
    [{ customAuth: {} }, 'sub'],
    [{ customAuth: {}, sub: long }, 'sub'],
    [{ customAuth: { pingIdProperties: 'x'.repeat(1_001) }, sub: 'mia' }, 'customAuth.pingIdProperties'],
    [{ customAuth: { skRedirectUri: 'nowhere' }, sub: 'mia' }, 'customAuth.skRedirectUri'],
    [{ customAuth: { skRedirectUri: `https://example.com/${long}` }, sub: 'mia' }, 'customAuth.skRedirectUri'],
    ...['fname', 'lname', 'phone', 'voiceNumber', 'appName', 'saasid', 'pingidIp'].map((name): [object, string] => [
      { customAuth: {}, sub: 'mia', [name]: long },
      name,
    ]),
    [{ customAuth: {}, sub: 'mia', appIconUrl: 'x'.repeat(1_001) }, 'appIconUrl'],
    [{ customAuth: {}, sub: 'mia', admin: true }, 'it'],
  ])('%o is refused at %s', async (input, member) => {
    await expect(run({}, { shared: { pingIdInput: input as never } })).rejects.toMatchObject({
      code: 'pingid.input',
      message: expect.stringContaining(`: ${member} (`),
    });
  });

  it('of the greatest length is taken', async () => {
    const most = 'x'.repeat(100);
    const input = {
      customAuth: {},
      sub: 'mia',
      fname: most,
      lname: most,
      phone: most,
      voiceNumber: most,
      appName: most,
      saasid: most,
      pingidIp: most,
      appIconUrl: 'x'.repeat(1_000),
      group: 'x'.repeat(5_000),
    };
    expect((await run({}, { shared: { pingIdInput: input } })).outcome).toBe('mfa');
  });
});

it('is no first factor', async () => {
  await expect(run({}, { evidence: [] })).rejects.toMatchObject({ code: 'pingid.first_factor_missing' });
});
