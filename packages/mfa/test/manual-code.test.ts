import { expect, it } from 'vitest';
import { importOfflineKey, importOfflineKeyPair, makeManualDigits, makeOfflineKey, manualCode } from '../src/index.ts';
import { DEVICE_JWK, device, ISSUER_JWK, issuer } from './offline-vector.ts';

const openHalf = async (jwk: unknown) => {
  const key = await importOfflineKey(jwk);
  if (key === undefined) throw new Error('no key');
  return key;
};

it('is the published code, on the phone as on the server', async () => {
  const onServer = { issuer, device: await openHalf(DEVICE_JWK) };
  const onPhone = { issuer: await openHalf(ISSUER_JWK), device };
  for (const side of [onServer, onPhone]) {
    expect(await manualCode(side, 'demo', '483920175566')).toBe('942095');
    expect(await manualCode(side, 'demo', '4839 2017 5566')).toBe('942095');
  }
});

it('is another for another person, other digits, another phone and another server', async () => {
  const other = await importOfflineKeyPair(await makeOfflineKey());
  const codes = await Promise.all([
    manualCode({ issuer, device }, 'demo', '483920175566'),
    manualCode({ issuer, device }, 'demo2', '483920175566'),
    manualCode({ issuer, device }, 'demo', '483920175567'),
    manualCode({ issuer, device: other }, 'demo', '483920175566'),
    manualCode({ issuer: other, device }, 'demo', '483920175566'),
  ]);
  expect(new Set(codes.slice(0, 3)).size).toBe(3);
  for (const code of codes) expect(code).toMatch(/^\d{6}$/);
});

it.each(['48392017556', '4839201755667', '48392017556a', ''])('is none for %s', async (digits) => {
  expect(await manualCode({ issuer, device }, 'demo', digits)).toBeUndefined();
});

it('asks with twelve digits, others each time', () => {
  const asked = Array.from({ length: 20 }, makeManualDigits);
  for (const digits of asked) expect(digits).toMatch(/^\d{12}$/);
  expect(new Set(asked).size).toBe(20);
});
