import { defineNode } from '@waygate/node-kit';
import {
  AUTHENTICATION_DURING_ERRORS,
  authenticationDuringErrors,
  USERS_WITHOUT_PAIRED_DEVICE,
  usersWithoutPairedDevice,
} from '@waygate/schema';
import { z } from 'zod';

const OF_THE_REALM = { REALM: 'As the realm says' } as const;

export default defineNode({
  type: 'OfflineMfaDecisionNode',
  displayName: 'Offline MFA Decision',
  category: 'mfa',
  tags: ['mfa', 'multi-factor authentication', 'offline', 'pingid'],
  icon: 'plug-connected-x',
  summary:
    'Decides how somebody signs on while the second factor cannot be reached: online, by their phone, without a second factor or not at all.',
  config: z.object({
    authenticationDuringErrors: z
      .enum(['REALM', ...authenticationDuringErrors.options])
      .default('REALM')
      .meta({
        title: 'Authentication during errors',
        help: 'What happens while the second factor cannot be reached.',
        options: { ...OF_THE_REALM, ...AUTHENTICATION_DURING_ERRORS },
      }),
    usersWithoutPairedDevice: z
      .enum(['REALM', ...usersWithoutPairedDevice.options])
      .default('REALM')
      .meta({
        title: 'Users without a paired device',
        help: 'What happens offline to people without a phone that can show a code.',
        options: { ...OF_THE_REALM, ...USERS_WITHOUT_PAIRED_DEVICE },
      }),
    identityProvider: z.string().max(64).default('').meta({
      title: 'Identity provider',
      help: 'Name of the provider that is watched for the second factor. Without it the one that the realm names.',
    }),
    stateAttribute: z.string().max(128).default('').meta({
      title: 'State attribute',
      help: 'Attribute of the user that says bypass or block. Without it the one that the realm names.',
    }),
    defaultState: z
      .enum(['REALM', 'NONE', 'BYPASS', 'BLOCK'])
      .default('REALM')
      .meta({
        title: 'Default state',
        help: 'State of people of whom nothing is said.',
        options: {
          ...OF_THE_REALM,
          NONE: 'None: their phone is asked',
          BYPASS: 'Bypass: they are let in',
          BLOCK: 'Block: they are not let in',
        },
      }),
    stateLifetimeSeconds: z.int().min(0).max(86_400).optional().meta({
      title: 'State lifetime',
      help: 'How long a state that was read is gone by before it is read again. Without it as the realm says.',
      unit: 'seconds',
    }),
    offlineSessionMinutes: z
      .int()
      .min(1)
      .max(1_440)
      .default(240)
      .meta({ title: 'Offline session', help: 'How long a session may last that is made offline.', unit: 'minutes' }),
  }),
  outcomes: { online: 'Online', offlineMfa: 'Offline MFA', bypassed: 'Bypassed', blocked: 'Blocked', noDevice: 'No Device' },
  texts: {
    needsProof: {
      en: 'Sign on first: nobody is let in without the second factor before something else was proved.',
      de: 'Melden Sie sich zuerst an: Ohne den zweiten Faktor wird niemand eingelassen, bevor etwas anderes nachgewiesen ist.',
    },
  },
  run: async ({ config, realm, subject, isIdentityProved, offlineProvider, ports, text, refuse, goTo }) => {
    const settings = await ports.offlineDevices.settings(realm);
    const mode = config.authenticationDuringErrors === 'REALM' ? settings.authenticationDuringErrors : config.authenticationDuringErrors;
    const provider = config.identityProvider === '' ? settings.identityProvider : config.identityProvider;
    const isEnforced = mode === 'ENFORCE_OFFLINE_AUTHENTICATION';
    // Who is always offline need have nothing watched; what is watched still lets an operator keep everybody out.
    const standing = isEnforced && provider === '' ? undefined : await ports.continuity.state(realm, provider);
    // A sign-on may meet an outage before the checks do. Then nobody is spared anything for it: the checks are what says that it is one.
    const isUnconfirmed = !isEnforced && standing?.state === 'online';
    const hasMetIt = provider !== '' && offlineProvider === provider;
    const facts = { mode, provider, probe: standing?.state ?? 'none', ...(isUnconfirmed && hasMetIt ? { met: true } : {}) };
    const unconfirmed = () => goTo('online', { audit: { ...facts, reason: 'unconfirmed' } });
    const offline = { provider, sessionMinutes: config.offlineSessionMinutes };
    if (standing?.state === 'blocked') return goTo('blocked', { audit: { ...facts, reason: 'operator' } });
    if (isUnconfirmed && !hasMetIt) return goTo('online', { audit: { ...facts, reason: 'up' } });
    if (mode === 'BLOCK_USER') return goTo('blocked', { audit: { ...facts, reason: 'mode' } });
    // A name alone must neither let anybody in nor tell who has a phone.
    if (subject === undefined || !isIdentityProved) return refuse('offline.decision_needs_proof', text('needsProof'));
    if (mode === 'BYPASS_USER' && isUnconfirmed) return unconfirmed();
    if (mode === 'BYPASS_USER') return goTo('bypassed', { offline, audit: { ...facts, reason: 'mode' } });
    const byDefault = { REALM: settings.defaultState, NONE: '', BYPASS: 'bypass', BLOCK: 'block' } as const;
    const { state, isUnknown, isUnread, isTheirs } = await ports.offlineDevices.userState(realm, subject, {
      attribute: config.stateAttribute === '' ? settings.stateAttribute : config.stateAttribute,
      byDefault: byDefault[config.defaultState],
      lifetimeSeconds: config.stateLifetimeSeconds ?? settings.stateLifetimeSeconds,
    });
    if (state === 'bypass' && isUnconfirmed) return unconfirmed();
    if (state === 'bypass') return goTo('bypassed', { offline, audit: { ...facts, reason: 'state' } });
    if (state === 'block') {
      if (isTheirs === true) return goTo('blocked', { audit: { ...facts, reason: 'offline.state_attribute_editable' } });
      const reason = isUnread === true ? 'unreadState' : isUnknown === true ? 'unknownState' : 'state';
      return goTo('blocked', { audit: { ...facts, reason } });
    }
    const phone = await ports.offlineDevices.standing(realm, subject);
    if (phone.status !== 'none') {
      const device = phone.status === 'ready' ? phone.device.uuid : null;
      return goTo('offlineMfa', { offline, audit: { ...facts, reason: phone.status === 'ready' ? 'device' : 'locked', device } });
    }
    const without = config.usersWithoutPairedDevice === 'REALM' ? settings.usersWithoutPairedDevice : config.usersWithoutPairedDevice;
    const audit = { ...facts, reason: 'noDevice' };
    switch (without) {
      case 'BYPASS_USER':
        if (isUnconfirmed) return unconfirmed();
        return goTo('bypassed', { offline, audit });
      case 'BLOCK_USER':
        return goTo('blocked', { audit });
      case 'LEAVE_TO_JOURNEY':
        return goTo('noDevice', { offline, audit });
    }
  },
});
