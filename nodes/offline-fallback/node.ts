import { defineNode } from '@waygate/node-kit';
import { z } from 'zod';

const MINUTE_MS = 60_000;

export default defineNode({
  type: 'OfflineFallbackNode',
  displayName: 'Offline Fallback',
  category: 'utilities',
  tags: ['utilities', 'offline'],
  icon: 'plug-connected-x',
  summary: 'Goes another way while something that the sign-on depends on cannot be reached.',
  config: z.object({
    identityProvider: z
      .string()
      .min(1, 'Name an identity provider that is watched.')
      .max(64)
      .meta({ title: 'Identity provider', help: 'Name of a provider, directory or push service that the realm has watched.' }),
    offlineSessionMinutes: z
      .int()
      .min(1)
      .max(1_440)
      .default(240)
      .meta({ title: 'Offline session', help: 'How long a session may last that is made offline.', unit: 'minutes' }),
    maximumOutageMinutes: z.int().min(0).max(525_600).default(0).meta({
      title: 'Longest outage',
      help: 'After so long nobody is let in offline any more, because what is known here has grown old; 0 for no end.',
      unit: 'minutes',
    }),
  }),
  outcomes: { online: 'Online', offline: 'Offline', blocked: 'Blocked' },
  run: async ({ config, realm, ports, now, goTo }) => {
    const { state, forced, since, outageSince = since } = await ports.continuity.state(realm, config.identityProvider);
    const audit = { provider: config.identityProvider, state, ...(forced === undefined ? {} : { forced }) };
    if (state === 'online') return goTo('online', { audit });
    const isTooLong = config.maximumOutageMinutes > 0 && now - outageSince > config.maximumOutageMinutes * MINUTE_MS;
    if (state === 'blocked' || isTooLong) return goTo('blocked', { audit });
    return goTo('offline', { audit, offline: { provider: config.identityProvider, sessionMinutes: config.offlineSessionMinutes } });
  },
});
