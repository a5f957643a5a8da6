import { defineNode, deviceProfile } from '@waygate/node-kit';
import { z } from 'zod';
import { nothingCollected, profileInState } from '../device-profile/collected-profile.ts';
import { decimalField } from '../device-profile/decimal-field.ts';
import { kilometersBetween } from '../device-profile/kilometers-between.ts';
import { readPlace } from './read-place.ts';

export default defineNode({
  type: 'DeviceGeoFencingNode',
  displayName: 'Device Geofencing',
  category: 'contextual',
  tags: ['contextual'],
  icon: 'map-pin',
  summary: 'Tells whether the device is near one of the places that are trusted.',
  config: z.object({
    locations: z
      .array(
        z
          .string()
          .max(64)
          .refine((text) => readPlace(text) !== undefined, 'Write latitude and longitude, such as 52.52,13.405.'),
      )
      .min(1, 'Name at least one place.')
      .meta({ title: 'Trusted locations', help: 'Latitude and longitude in degrees with a comma between, such as 52.52,13.405.' }),
    distance: decimalField('Geofence radius', 'Kilometres that the device may be away from a trusted place.', '10'),
  }),
  outcomes: { true: 'True', false: 'False' },
  reads: [deviceProfile],
  run: ({ config, node, state, goTo }) => {
    const profile = profileInState(state.get(deviceProfile));
    if (profile === undefined) throw nothingCollected(node.displayName, "the device's location");
    const { location } = profile;
    // Who does not tell where the device is, is not known to be where it is trusted.
    if (location === undefined) return goTo('false', { audit: { located: false } });
    const inside = config.locations.some((text) => {
      const place = readPlace(text);
      return place !== undefined && kilometersBetween(place, location) < Number(config.distance);
    });
    return goTo(inside ? 'true' : 'false');
  },
});
