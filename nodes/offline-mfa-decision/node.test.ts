import type { OfflineDeviceStanding, OfflineStateWish, OfflineUserStanding, ProviderStanding } from '@waygate/node-kit';
import { runNode } from '@waygate/node-kit/testing';
import {
  type AuthenticationDuringErrors,
  continuityService,
  type JsonObject,
  type UsersWithoutPairedDevice,
  WaygateError,
} from '@waygate/schema';
import { describe, expect, it } from 'vitest';
import node from './node.ts';

const MIA = { id: 'id-mia', username: 'mia' };
const PHONE: OfflineDeviceStanding = { status: 'ready', device: { uuid: 'phone', deviceName: 'Pixel 9' } };

interface Case {
  readonly realm?: JsonObject;
  readonly config?: JsonObject;
  readonly probe?: ProviderStanding['state'];
  readonly state?: OfflineUserStanding;
  readonly phone?: OfflineDeviceStanding;
  readonly who?: typeof MIA | null;
  readonly isIdentityProved?: boolean;
  readonly wishes?: OfflineStateWish[];
  /** What the sign-on goes without already. */
  readonly without?: string;
}

/** Runs the node for Mia, who has typed her password, in a realm that watches its push service. */
const run = ({ realm, config, probe = 'offline', state, phone = PHONE, who = MIA, isIdentityProved = true, wishes = [], without }: Case) =>
  runNode(node, {
    config: config ?? {},
    ...(who === null ? {} : { subject: who }),
    isIdentityProved,
    ...(without === undefined ? {} : { offlineProvider: without }),
    ports: {
      continuity: {
        state: async (_realm, provider) => {
          if (provider === '') throw new WaygateError('authoring', 'continuity.provider_unknown', 'Nobody watches it.');
          return { state: probe, since: 0 };
        },
      },
      offlineDevices: {
        settings: async () => continuityService.parse({ identityProvider: 'Push', ...realm }),
        userState: async (_realm, subject, wish) => {
          expect(subject).toEqual(MIA);
          wishes.push(wish);
          return state ?? { state: wish.byDefault };
        },
        standing: async () => phone,
      },
    },
  });

const NOBODY_HAS = { status: 'none' } as const;
type Row = readonly [
  AuthenticationDuringErrors,
  ProviderStanding['state'],
  OfflineUserStanding['state'],
  boolean,
  UsersWithoutPairedDevice,
  string,
];

/** Every cell of the table: mode, what is known of the provider, the state of the person, whether there is a phone, and what happens without one. */
function table(): Row[] {
  const rows: Row[] = [];
  const person = (mode: AuthenticationDuringErrors, probe: ProviderStanding['state']) => {
    for (const isPhone of [true, false]) {
      for (const without of ['BYPASS_USER', 'BLOCK_USER', 'LEAVE_TO_JOURNEY'] as const) {
        const withoutPhone = { BYPASS_USER: 'bypassed', BLOCK_USER: 'blocked', LEAVE_TO_JOURNEY: 'noDevice' }[without];
        rows.push([mode, probe, 'bypass', isPhone, without, 'bypassed'], [mode, probe, 'block', isPhone, without, 'blocked']);
        rows.push([mode, probe, '', isPhone, without, isPhone ? 'offlineMfa' : withoutPhone]);
      }
    }
  };
  const alike = (mode: AuthenticationDuringErrors, probe: ProviderStanding['state'], outcome: string) => {
    for (const state of ['', 'bypass', 'block'] as const) {
      for (const isPhone of [true, false])
        rows.push([mode, probe, state, isPhone, 'BYPASS_USER', outcome], [mode, probe, state, isPhone, 'BLOCK_USER', outcome]);
    }
  };
  for (const mode of ['BYPASS_USER', 'BLOCK_USER', 'PASSIVE_OFFLINE_AUTHENTICATION'] as const) alike(mode, 'online', 'online');
  for (const probe of ['offline', 'recovering'] as const) {
    alike('BYPASS_USER', probe, 'bypassed');
    alike('BLOCK_USER', probe, 'blocked');
    person('PASSIVE_OFFLINE_AUTHENTICATION', probe);
  }
  for (const probe of ['online', 'offline', 'recovering'] as const) person('ENFORCE_OFFLINE_AUTHENTICATION', probe);
  for (const mode of ['BYPASS_USER', 'BLOCK_USER', 'PASSIVE_OFFLINE_AUTHENTICATION', 'ENFORCE_OFFLINE_AUTHENTICATION'] as const) {
    alike(mode, 'blocked', 'blocked');
  }
  return rows;
}

it.each(table())('%s, provider %s, state "%s", phone %s, without one %s: %s', async (mode, probe, state, isPhone, without, outcome) => {
  const settings = { authenticationDuringErrors: mode, usersWithoutPairedDevice: without };
  const facts = { probe, state: { state }, phone: isPhone ? PHONE : NOBODY_HAS };
  for (const given of [{ realm: settings }, { config: settings, realm: { authenticationDuringErrors: 'BYPASS_USER' } }]) {
    const { action } = await run({ ...facts, ...given });
    expect(action).toMatchObject({ outcome, audit: { mode, provider: 'Push', probe } });
    const isOffline = outcome !== 'online' && outcome !== 'blocked';
    if (isOffline) expect(action).toMatchObject({ offline: { provider: 'Push', sessionMinutes: 240 } });
    else expect(action).not.toHaveProperty('offline');
  }
});

describe('a sign-on that has met the outage before the checks have', () => {
  const met = { probe: 'online', without: 'Push' } as const;
  const decides = async (given: Case) => {
    const { action } = await run({ ...met, ...given });
    return action.kind === 'goTo' ? [action.outcome, action.audit?.['reason']] : [action.kind];
  };

  it('goes by the phone, by the way of the journey without one, or nowhere', async () => {
    expect(await decides({})).toEqual(['offlineMfa', 'device']);
    expect(await decides({ realm: { usersWithoutPairedDevice: 'LEAVE_TO_JOURNEY' }, phone: NOBODY_HAS })).toEqual(['noDevice', 'noDevice']);
    expect(await decides({ phone: NOBODY_HAS })).toEqual(['blocked', 'noDevice']);
    expect(await decides({ state: { state: 'block' } })).toEqual(['blocked', 'state']);
    expect(await decides({ realm: { authenticationDuringErrors: 'BLOCK_USER' } })).toEqual(['blocked', 'mode']);
  });

  it('is spared nothing: whoever can break one connection would get in otherwise', async () => {
    const unconfirmed = ['online', 'unconfirmed'];
    expect(await decides({ realm: { authenticationDuringErrors: 'BYPASS_USER' } })).toEqual(unconfirmed);
    expect(await decides({ state: { state: 'bypass' } })).toEqual(unconfirmed);
    expect(await decides({ realm: { usersWithoutPairedDevice: 'BYPASS_USER' }, phone: NOBODY_HAS })).toEqual(unconfirmed);
  });

  it('is none where it goes without something else', async () => {
    expect(await decides({ without: 'Other' })).toEqual(['online', 'up']);
  });
});

describe('the settings of the realm', () => {
  it('hold where the node says nothing, and the node has the last word', async () => {
    const wishes: OfflineStateWish[] = [];
    const realm = { stateAttribute: 'pf-pingid-state', defaultState: 'block', stateLifetimeSeconds: 60 };
    expect((await run({ realm, wishes })).outcome).toBe('blocked');
    const config = { stateAttribute: 'state', defaultState: 'NONE', stateLifetimeSeconds: 0 };
    expect((await run({ realm, config, wishes })).outcome).toBe('offlineMfa');
    expect(wishes).toEqual([
      { attribute: 'pf-pingid-state', byDefault: 'block', lifetimeSeconds: 60 },
      { attribute: 'state', byDefault: '', lifetimeSeconds: 0 },
    ]);
  });

  it('must name something that is watched, unless everybody is offline anyway', async () => {
    await expect(run({ realm: { identityProvider: '' } })).rejects.toMatchObject({ code: 'continuity.provider_unknown' });
    const config = { authenticationDuringErrors: 'ENFORCE_OFFLINE_AUTHENTICATION' };
    const { action } = await run({ realm: { identityProvider: '' }, config });
    expect(action).toMatchObject({ outcome: 'offlineMfa', offline: { provider: '' }, audit: { probe: 'none' } });
  });
});

it.each([
  [{}, { reason: 'device', device: 'phone' }],
  [{ phone: { status: 'locked', retryAfter: 900 } }, { reason: 'locked', device: null }],
  [{ state: { state: 'bypass' } }, { reason: 'state' }],
  [{ state: { state: 'block', isUnknown: true } }, { reason: 'unknownState' }],
  [{ state: { state: 'block', isUnread: true } }, { reason: 'unreadState' }],
  [{ state: { state: 'block', isTheirs: true } }, { reason: 'offline.state_attribute_editable' }],
  [{ phone: NOBODY_HAS }, { reason: 'noDevice' }],
  [{ probe: 'blocked' }, { reason: 'operator' }],
  [{ probe: 'online' }, { reason: 'up' }],
  [{ config: { authenticationDuringErrors: 'BYPASS_USER' } }, { reason: 'mode' }],
] as const)('says why: %o is %o', async (given, audit) => {
  expect((await run(given)).action).toMatchObject({ audit });
});

it.each([
  ['a name that was typed', { who: null, isIdentityProved: false }],
  ['somebody who was named', { isIdentityProved: false }],
])('lets %s in by nothing, and tells nothing of them', async (_who, given) => {
  for (const mode of ['BYPASS_USER', 'PASSIVE_OFFLINE_AUTHENTICATION', 'ENFORCE_OFFLINE_AUTHENTICATION']) {
    const { action } = await run({ ...given, config: { authenticationDuringErrors: mode } });
    expect(action).toMatchObject({ kind: 'refuse', code: 'offline.decision_needs_proof' });
  }
  expect((await run({ ...given, probe: 'online' })).outcome, 'the way on is online').toBe('online');
});
