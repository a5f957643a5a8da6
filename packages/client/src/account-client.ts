import { API_HEADERS, realmUrl } from './journey-client.ts';

/** Who is signed on. */
export interface SignedOn {
  readonly id: string;
  readonly realm: string;
}

export interface AccountSession {
  readonly sessionHandle: string;
  readonly current: boolean;
  readonly createdAt: string;
  readonly latestAccessTime: string;
  readonly clientIp: string | null;
  readonly userAgent: string | null;
  readonly factors: readonly string[];
  /** Present when it was made while something could not be reached, or in the rehearsal of such an outage. */
  readonly offline?: { readonly provider: string; readonly since: string; readonly rehearsal: boolean };
}

/** Kinds of devices by AM's words. */
export type AccountDeviceKind = 'webauthn' | 'push' | 'oath' | 'binding';

export interface AccountDevice {
  readonly kind: AccountDeviceKind;
  readonly uuid: string;
  readonly deviceName: string;
  /** Epoch milliseconds. */
  readonly createdDate: number;
  readonly lastAccessDate: number;
  /** How many recovery codes are left of it. */
  readonly recoveryCodes: number;
  /** Whether it is the one that the person wants to use first. */
  readonly primary: boolean;
  /** Whether this session may change it now; else a fresh proof is needed first. */
  readonly changeable: boolean;
}

/** The devices of a person, and journeys for what can be done with them. */
export interface AccountDevices {
  readonly devices: readonly AccountDevice[];
  /** Journey that proves anew who it is; null for the default one of the realm. */
  readonly stepUp: string | null;
  /** Journey that asks for the password alone, where any proof does; null when there is none. */
  readonly byPassword: string | null;
  /** Journeys that add a device. */
  readonly add: readonly { readonly kind: AccountDeviceKind; readonly journey: string }[];
  /** Absent where the realm has no offline codes. */
  readonly offlineCode?: AccountOfflineCode;
}

/** An application that the person lets use their account. Times are epoch milliseconds. */
export interface AccountApplication {
  /** Id of its client. */
  readonly _id: string;
  readonly name: string | null;
  /** Scopes that it has, each by its own name. */
  readonly scopes: Readonly<Record<string, string>>;
  /** Single claims that it has beside them. */
  readonly claims: readonly string[];
  readonly since: number;
  /** When it got tokens last; null where all that there is is an agreement. */
  readonly lastUsedAt: number | null;
  /** Until when it has access, in ISO form; null when it has none now. */
  readonly expiryDateTime: string | null;
  /** Until when the person is not asked again; null when they are asked, or were never. */
  readonly agreedUntil: number | null;
}

/** The app whose codes sign a person on during an outage. Times are epoch milliseconds. */
export interface AccountOfflineCode {
  readonly status: 'none' | 'enrolled' | 'expired';
  readonly deviceName?: string;
  readonly enrolledAt?: number;
  readonly lastUsedAt?: number;
  readonly expiresAt?: number;
  readonly hasBackupCode: boolean;
  /** Whether this session may change it now; else a fresh proof is needed first. */
  readonly changeable: boolean;
  /** Journey that sets one up. */
  readonly journey: string | null;
  /** Whether a second factor must be added before one can be set up, or get another backup code. */
  readonly needsDevice: boolean;
}

/** What can be changed: a device of a kind, or the offline code, of which there is one. */
export type ChangeableKind = AccountDeviceKind | 'offlineCode';

/** What names a device. The offline code has no name of its own. */
export interface NamedDevice {
  readonly kind: ChangeableKind;
  readonly uuid: string;
}

/** An answer of an account call: the value, or why there is none. */
export type AccountAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly status: number;
      readonly message: string;
      /** What the server calls it, where that matters: `devices.step_up`, `account.step_up`. */
      readonly code?: string | undefined;
    };

/** What a signed-on person may see and do about their own account. */
export function createAccountClient(baseUrl = '', send: typeof fetch = (input, init) => fetch(input, init)) {
  const call = async <T>(method: string, realm: string, resource: string, body?: object): Promise<AccountAnswer<T>> => {
    const hasBody = method === 'POST' || method === 'PUT';
    try {
      const response = await send(realmUrl(baseUrl, realm, resource), {
        method,
        credentials: 'same-origin',
        headers: { ...API_HEADERS, ...(hasBody ? { 'Content-Type': 'application/json' } : {}) },
        ...(hasBody ? { body: JSON.stringify(body ?? {}) } : {}),
      });
      const answer = (await response.json()) as T & { message?: string; detail?: { errorCode?: string } };
      if (response.ok) return { ok: true, value: answer };
      return { ok: false, status: response.status, message: answer.message ?? '', code: answer.detail?.errorCode };
    } catch {
      return { ok: false, status: 0, message: '' };
    }
  };
  const user = ({ id }: SignedOn) => `users/${encodeURIComponent(id)}`;
  const path = (me: SignedOn, { kind, uuid }: NamedDevice) =>
    `${user(me)}/devices/2fa/${kind}${kind === 'offlineCode' ? '' : `/${encodeURIComponent(uuid)}`}`;
  return {
    /** @param realm to ask in: a session counts only in its own */
    whoAmI: (realm: string) => call<SignedOn>('POST', realm, 'users?_action=idFromSession'),
    profile: (me: SignedOn) => call<Record<string, unknown>>('GET', me.realm, user(me)),
    sessions: (me: SignedOn) =>
      call<{ result: AccountSession[] }>('GET', me.realm, `sessions?_queryFilter=${encodeURIComponent(`username eq "${me.id}"`)}`),
    endSessions: (me: SignedOn, handles: readonly string[]) =>
      call<{ result: Record<string, boolean> }>('POST', me.realm, 'sessions?_action=logoutByHandle', { sessionHandles: handles }),
    applications: (me: SignedOn) =>
      call<{ result: AccountApplication[] }>('GET', me.realm, `${user(me)}/oauth2/applications?_queryFilter=true`),
    /** Takes back what an application was given: its tokens, and the agreement to it. @param id of its client */
    takeBack: (me: SignedOn, id: string) =>
      call<AccountApplication>('DELETE', me.realm, `${user(me)}/oauth2/applications/${encodeURIComponent(id)}`),
    devices: (me: SignedOn) => call<AccountDevices>('GET', me.realm, `${user(me)}/devices/2fa`),
    renameDevice: (me: SignedOn, device: NamedDevice, deviceName: string) =>
      call<object>('PUT', me.realm, path(me, device), { deviceName }),
    removeDevice: (me: SignedOn, device: NamedDevice) => call<object>('DELETE', me.realm, path(me, device)),
    /** Makes new recovery codes in the place of the old ones. They are told once. */
    newRecoveryCodes: (me: SignedOn, device: NamedDevice) =>
      call<{ recoveryCodes: string[] }>('POST', me.realm, `${path(me, device)}?_action=recoveryCodes`),
    /** Makes a new backup code in the place of the old one. It is told once. */
    newBackupCode: (me: SignedOn) =>
      call<{ backupCode: string }>('POST', me.realm, `${user(me)}/devices/2fa/offlineCode?_action=backupCode`),
    /** Says which device is to be asked for first. @param isFirst false takes it back */
    setPrimaryDevice: (me: SignedOn, device: NamedDevice, isFirst: boolean) =>
      call<object>('POST', me.realm, `${path(me, device)}?_action=primary`, { value: isFirst }),
    signOut: (realm: string) => call<{ result: string }>('POST', realm, 'sessions?_action=logout'),
  };
}

export type AccountClient = ReturnType<typeof createAccountClient>;
