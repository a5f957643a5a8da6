import { FAILURE_ID, SUCCESS_ID } from '@waygate/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, PEOPLE, type Slapd, startSlapd } from '../../../packages/integrations/test/directory/slapd.ts';
import { loopbackCertificate } from '../../../packages/integrations/test/mail/loopback-certificate.ts';
import { journeyOf, node, openHouse } from './house.ts';

let slapd: Slapd;
beforeAll(async () => {
  slapd = await startSlapd();
  await slapd.add('mia', 'correct horse', { mail: 'mia@example.com', givenName: 'Mia' });
  await slapd.add('demo', 'another horse');
});
afterAll(() => slapd.stop());

async function house(after: string, unknown: Record<string, ReturnType<typeof node>> = {}) {
  const config = {
    primaryServers: [slapd.secureAddress],
    ldapConnectionMode: 'LDAPS',
    accountSearchBaseDn: [PEOPLE],
    adminDn: ADMIN.dn,
    adminPassword: ADMIN.password,
    userCreationAttrs: ['mail|mail', 'givenName|givenName', 'sn|sn'],
  };
  const journey = journeyOf({
    name: node('UsernameCollectorNode', {}, { outcome: 'password' }),
    password: node('PasswordCollectorNode', {}, { outcome: 'ldap' }),
    ldap: node('LdapDecisionNode', config, {
      TRUE: after,
      FALSE: FAILURE_ID,
      LOCKED: FAILURE_ID,
      CANCELLED: FAILURE_ID,
      EXPIRED: FAILURE_ID,
    }),
    ...unknown,
  });
  const opened = await openHouse([journey], {
    surroundings: { directoryHosts: ['localhost'], directoryAuthorities: loopbackCertificate.cert },
  });
  const signOn = async (name: string, password: string) =>
    opened.answer(await opened.answer(await opened.start(), { type: 'NameCallback', value: name }), {
      type: 'PasswordCallback',
      value: password,
    });
  return { ...opened, signOn };
}

const created = { create: node('CreateObjectNode', { identityResource: 'managed/user' }, { CREATED: SUCCESS_ID, FAILURE: FAILURE_ID }) };

describe('a sign-on by a directory', () => {
  it('is one with a password, of the account of that name', async () => {
    const { signOn, demo, faults } = await house(SUCCESS_ID);
    const end = await signOn('demo', 'another horse');
    expect(faults).toEqual([]);
    expect(end).toMatchObject({ kind: 'success', session: { userId: demo.id, evidence: [{ factor: 'knowledge:password' }] } });
    expect((await signOn('demo', 'right')).kind).toBe('failure');
  });

  it('signs nobody on who has no account here, and everybody for whom the journey makes one', async () => {
    const without = await house(SUCCESS_ID);
    const nobody = await without.signOn('mia', 'correct horse');
    expect(nobody).not.toHaveProperty('session');
    const { signOn, stores, faults } = await house('create', created);
    const end = await signOn('mia', 'correct horse');
    expect(faults).toEqual([]);
    const made = await stores.identities.findByName('/alpha', 'mia');
    expect(end).toMatchObject({
      kind: 'success',
      session: { userId: made?.id, evidence: [{ factor: 'knowledge:password', issuer: `ldap://${slapd.secureAddress}` }] },
    });
    expect(made?.attributes).toMatchObject({ mail: ['mia@example.com'], givenName: ['Mia'] });
  });

  it('keeps the password of the bind user and of the person out of everything that is told', async () => {
    const { signOn, visits, logged } = await house(SUCCESS_ID);
    await signOn('demo', 'another horse');
    await signOn('demo', 'a wrong horse');
    const told = JSON.stringify([visits, logged]);
    for (const secret of [ADMIN.password, 'another horse', 'a wrong horse']) expect(told).not.toContain(secret);
  });

  it('holds on while no server answers, and the same answer works later', async () => {
    const { start, answer } = await house(SUCCESS_ID);
    const step = await answer(await start(), { type: 'NameCallback', value: 'demo' });
    const again = () => answer(step, { type: 'PasswordCallback', value: 'another horse' });
    await slapd.stop();
    await expect(again()).rejects.toMatchObject({ kind: 'operational' });
    slapd = await startSlapd(slapd);
    await slapd.add('demo', 'another horse');
    expect(await again()).toMatchObject({ kind: 'success' });
  });
});
