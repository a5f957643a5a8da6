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
}

export interface AccountDevice {
  readonly uuid: string;
  readonly deviceName: string;
  /** Epoch milliseconds. */
  readonly createdDate: number;
  readonly lastAccessDate: number;
}

/** An answer of an account call: the value, or why there is none. */
export type AccountAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly status: number; readonly message: string };

/** What a signed-on person may see and do about their own account. */
export function createAccountClient(baseUrl = '', send: typeof fetch = (input, init) => fetch(input, init)) {
  const call = async <T>(method: string, realm: string, resource: string, body?: object): Promise<AccountAnswer<T>> => {
    try {
      const response = await send(realmUrl(baseUrl, realm, resource), {
        method,
        credentials: 'same-origin',
        headers: { ...API_HEADERS, ...(method === 'POST' ? { 'Content-Type': 'application/json' } : {}) },
        ...(method === 'POST' ? { body: JSON.stringify(body ?? {}) } : {}),
      });
      const answer = (await response.json()) as T & { message?: string };
      return response.ok ? { ok: true, value: answer } : { ok: false, status: response.status, message: answer.message ?? '' };
    } catch {
      return { ok: false, status: 0, message: '' };
    }
  };
  const user = ({ id }: SignedOn) => `users/${encodeURIComponent(id)}`;
  return {
    /** @param realm to ask in: a session counts only in its own */
    whoAmI: (realm: string) => call<SignedOn>('POST', realm, 'users?_action=idFromSession'),
    profile: (me: SignedOn) => call<Record<string, unknown>>('GET', me.realm, user(me)),
    sessions: (me: SignedOn) =>
      call<{ result: AccountSession[] }>('GET', me.realm, `sessions?_queryFilter=${encodeURIComponent(`username eq "${me.id}"`)}`),
    endSessions: (me: SignedOn, handles: readonly string[]) =>
      call<{ result: Record<string, boolean> }>('POST', me.realm, 'sessions?_action=logoutByHandle', { sessionHandles: handles }),
    devices: (me: SignedOn) => call<{ result: AccountDevice[] }>('GET', me.realm, `${user(me)}/devices/2fa/push?_queryFilter=true`),
    removeDevice: (me: SignedOn, uuid: string) =>
      call<AccountDevice>('DELETE', me.realm, `${user(me)}/devices/2fa/push/${encodeURIComponent(uuid)}`),
    signOut: (realm: string) => call<{ result: string }>('POST', realm, 'sessions?_action=logout'),
  };
}

export type AccountClient = ReturnType<typeof createAccountClient>;
