import { type AuditRecord, FAILURE_ID, SUCCESS_ID } from '@waygate/schema';
import { expect, it } from 'vitest';
import { journeyOf, node, openHouse, withPassword } from './house.ts';

const CANARY = 'a-canary-secret';

it('what journeys do to people and their devices is in the audit log by ids and names, and none of the secrets that it is done with', async () => {
  const journey = journeyOf(withPassword(SUCCESS_ID, { never: node('MessageNode', {}, { true: FAILURE_ID, false: FAILURE_ID }) }));
  const { demo, ports, stores } = await openHouse([journey]);
  const oath = {
    uuid: 'phone-1',
    deviceName: CANARY,
    createdDate: 1,
    lastAccessDate: 1,
    issuer: 'i',
    sharedSecret: CANARY,
    algorithm: 'TOTP',
    digits: 6,
    hash: 'HMAC_SHA1',
    period: 30,
    counter: 0,
    lastLogin: 0,
    clockDriftSeconds: 0,
    checksumDigit: false,
    truncationOffset: -1,
  } as const;
  const enrolled = await ports.devices.oath.enrol('/alpha', demo, oath, { recoveryCodes: true, run: 'r' });
  const codes = enrolled.status === 'enrolled' ? enrolled.recoveryCodes : [];
  expect(codes.length).toBeGreaterThan(1);
  await ports.devices.consumeRecoveryCode('/alpha', demo, 'oath', CANARY, 'use-1');
  await ports.devices.consumeRecoveryCode('/alpha', demo, 'oath', codes[0] ?? '', 'use-2');
  await ports.identities.patch('/alpha', demo.id, { givenName: 'canary-name' });
  await ports.identities.patch('/alpha', demo.id, { password: 'canary' });
  expect(await ports.identities.patch('/alpha', demo.id, { password: 'Canary-4-hidden-words' })).toMatchObject({ status: 'done' });
  await ports.identities.updateAttributes('/alpha', demo.id, (attributes) => ({ ...attributes, sn: [CANARY] }));
  await ports.identities.updateAttributes('/alpha', demo.id, (attributes) => ({ ...attributes }));

  const found: AuditRecord[] = [];
  for await (const part of stores.audit.walk({ from: 0, to: Date.now() })) found.push(...part);
  expect(found.map(({ event, result, facts }) => [event, result, facts])).toEqual([
    ['account.device_added', 'succeeded', { kind: 'oath', device: 'phone-1', count: codes.length }],
    ['authentication.recovery_code_used', 'succeeded', { kind: 'oath', device: 'phone-1', left: codes.length - 1 }],
    ['account.changed', 'succeeded', { fields: ['givenName'] }],
    // It is too short.
    ['account.password_changed', 'refused', { fields: ['password'] }],
    ['account.password_changed', 'succeeded', { fields: ['password'] }],
    ['account.changed', 'succeeded', { fields: ['sn'] }],
  ]);
  expect(found).toMatchObject(found.map(() => ({ realm: '/alpha', person: { id: demo.id, name: 'demo' } })));
  for (const secret of ['anary', ...codes]) expect(JSON.stringify(found)).not.toContain(secret);
});
