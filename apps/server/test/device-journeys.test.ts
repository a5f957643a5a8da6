import { SUCCESS_ID } from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import { journeyOf, node, openHouse, withPassword } from './house.ts';

const BERLIN = { latitude: 52.52, longitude: 13.405 };
const MUNICH = { latitude: 48.137, longitude: 11.575 };
const NOW = 1_790_000_000_000;
const DAY = 86_400_000;

/** Looks at the device after the password; the session tells which way it went. */
const journey = journeyOf(
  withPassword('collect', {
    collect: node('DeviceProfileCollectorNode', { deviceLocation: true }, { outcome: 'match' }),
    match: node('DeviceMatchNode', { acceptableVariance: 1 }, { true: 'near', false: 'changed', unknownDevice: 'save' }),
    near: node('DeviceLocationMatchNode', {}, { true: SUCCESS_ID, false: 'far', unknownDevice: 'placeless' }),
    save: node('DeviceSaveNode', {}, { outcome: 'fence' }),
    fence: node('DeviceGeoFencingNode', { locations: ['52.5,13.4'] }, { true: SUCCESS_ID, false: 'outside' }),
    ...Object.fromEntries(
      ['changed', 'far', 'placeless', 'outside'].map((id) => [
        id,
        node('SetSessionPropertiesNode', { properties: { device: id } }, { outcome: SUCCESS_ID }),
      ]),
    ),
  }),
);

async function house() {
  const clock = { now: NOW };
  const { start, answer, typePassword, faults, stores, demo } = await openHouse([journey], { now: () => clock.now });
  /** Signs on from a device. @returns what the session says of it, or how it ended */
  const from = async (profile: unknown) => {
    const asked = await typePassword(await start());
    const end = await answer(asked, { type: 'DeviceProfileCallback', value: JSON.stringify(profile) });
    return end.kind === 'success' ? (end.session?.properties['device'] ?? 'known') : end.kind;
  };
  return { clock, from, faults, kept: () => stores.devices.listProfiles('/alpha', demo.id) };
}
const laptop = (more: object = {}) => ({
  identifier: 'd1',
  metadata: { browser: { userAgent: 'B/1' }, platform: { deviceName: 'Linux (Browser)', language: 'de' } },
  location: BERLIN,
  ...more,
});

describe('a journey that knows devices', () => {
  it('keeps one that it does not know, and knows it the next time', async () => {
    const { from, kept, faults } = await house();
    expect(await from(laptop())).toBe('known');
    expect(await kept()).toEqual([{ ...laptop(), alias: 'Linux (Browser)', lastSelectedDate: NOW }]);
    expect(await from(laptop())).toBe('known');
    expect(faults).toEqual([]);
  });

  it('tells one that has changed, is elsewhere, does not say where it is, or is outside', async () => {
    const { from } = await house();
    await from(laptop());
    const other = { browser: { userAgent: 'B/2' }, platform: { deviceName: 'Mac (Browser)', language: 'de' } };
    expect(await from(laptop({ metadata: other }))).toBe('changed');
    expect(await from(laptop({ location: MUNICH }))).toBe('far');
    expect(await from(laptop({ location: {} }))).toBe('placeless');
    expect(await from(laptop({ identifier: 'd2', location: MUNICH }))).toBe('outside');
    expect(await from(laptop({ identifier: 'd3', location: {} }))).toBe('outside');
  });

  it('forgets one that was not seen for a month, counted from the last time', async () => {
    const { from, clock } = await house();
    await from(laptop());
    for (let month = 0; month < 3; month += 1) {
      clock.now += 29 * DAY;
      expect(await from(laptop())).toBe('known');
    }
    clock.now += 30 * DAY;
    expect(await from(laptop())).toBe('changed');
  });

  it('ends in failure for a profile that is none, and keeps nothing', async () => {
    const { from, kept, faults } = await house();
    expect(await from({ metadata: {} })).toBe('failure');
    expect(await from(laptop({ metadata: { a: 'x'.repeat(4_000) } }))).toBe('failure');
    expect(faults.map(({ code }) => code)).toEqual(['device.profile_malformed', 'device.profile_too_large']);
    expect(await kept()).toEqual([]);
  });
});
