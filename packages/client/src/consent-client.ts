import type { AccountAnswer } from './account-client.ts';
import { API_HEADERS } from './journey-client.ts';

/** What an application asks somebody to agree to. */
export interface ConsentRequest {
  /** What people call the application. */
  readonly client: string;
  readonly scopes: readonly string[];
  /** Single claims that it asks for beside them. */
  readonly claims: readonly string[];
  /** Who is asked. */
  readonly username: string;
  /** How long a token lasts that the application gets, seconds. */
  readonly accessSeconds: number;
  /** How long it can renew its access by itself, counted from the sign-on, seconds; absent when it cannot. */
  readonly renewableSeconds?: number;
  /** Whether access ends with the sign-on session at the latest. */
  readonly endsWithSession: boolean;
  /** How long the answer is kept, seconds; absent when it is asked each time. */
  readonly rememberedSeconds?: number;
}

/** What the page does that asks whether an application may have access. */
export function createConsentClient(baseUrl = '', send: typeof fetch = (input, init) => fetch(input, init)) {
  const call = async <T>(method: 'GET' | 'POST', realm: string, id: string, body?: object): Promise<AccountAnswer<T>> => {
    const parts = realm.split('/').filter((part) => part !== '');
    const below = parts.map((part) => `/realms/${encodeURIComponent(part)}`).join('');
    try {
      const response = await send(`${baseUrl}/am/oauth2/realms/root${below}/authorize/${encodeURIComponent(id)}/consent`, {
        method,
        credentials: 'same-origin',
        headers: { ...API_HEADERS, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer = (await response.json()) as T & { message?: string };
      return response.ok ? { ok: true, value: answer } : { ok: false, status: response.status, message: answer.message ?? '' };
    } catch {
      return { ok: false, status: 0, message: '' };
    }
  };
  return {
    /** @param realm slash form */
    view: (realm: string, id: string) => call<ConsentRequest>('GET', realm, id),
    /** @returns where to go on */
    decide: (realm: string, id: string, allow: boolean) => call<{ location: string }>('POST', realm, id, { allow }),
  };
}
