import { nodeTypes } from '@waygate/nodes';
import { jsonObject } from '@waygate/schema';
import type { NodeOutcomes } from '../src/index.ts';

/** Nodes of other categories that journeys put beside factors. */
const PROFILE_NODES = /^Device(GeoFencing|LocationMatch|Match|ProfileCollector|Save|TamperingVerification)Node$/;

/** Configuration with which a node that knows a member of it has every outcome that it can have. */
const WIDEST = {
  captureFailure: true,
  detectSignCountMismatch: true,
  getApp: true,
  isRecoveryCodeAllowed: true,
  locations: ['52.52,13.405'],
  mandatory: false,
  maxSavedDevices: 1,
  outageOutcome: true,
  methods: ['PINGID_DESKTOP', 'PINGID_MOBILE', 'SMS', 'VOICE', 'EMAIL', 'TOTP', 'SECURITY_KEY', 'PLATFORM', 'YUBIKEY', 'OATH_TOKEN'],
};

/** Every node of a factor with every outcome it can have, those included that only some configuration brings. */
export function factorOutcomes(): NodeOutcomes[] {
  return nodeTypes
    .filter(({ type, category }) => category === 'mfa' || PROFILE_NODES.test(type))
    .map(({ type, config, outcomes }) => {
      const known = Object.entries(WIDEST).filter(([name]) => Object.hasOwn(config.shape, name));
      return { type, outcomes: outcomes(jsonObject.parse(config.parse(Object.fromEntries(known)))).map(({ id }) => id) };
    })
    .sort((one, other) => one.type.localeCompare(other.type, 'en'));
}
