import { BUSY_ERROR_CODE, LIMITED_ERROR_CODE, type WireError, type WireStep, type WireSuccess } from '@waygate/schema';

/** What the server calls a sign-on that came to nothing, for whoever helps the person. */
interface Traced {
  readonly trace?: string;
}

/** What the server answered, by kind. */
export type JourneyResult =
  | { readonly kind: 'step'; readonly step: WireStep }
  | { readonly kind: 'success'; readonly success: WireSuccess }
  /** The journey ended in failure. */
  | ({ readonly kind: 'failure'; readonly message: string; readonly failureUrl: string } & Traced)
  /** The journey is over; a new one may be started in silence. */
  | ({ readonly kind: 'expired' } & Traced)
  /** The link of a suspended journey is over: used, too old, or never good. */
  | { readonly kind: 'linkOver' }
  /** The step was answered already, here or elsewhere. */
  | ({ readonly kind: 'stale' } & Traced)
  /** What was posted does not fit; the step can be answered again. */
  | { readonly kind: 'refused'; readonly message: string }
  /** There is no such journey or realm. */
  | { readonly kind: 'notFound' }
  /**
   * The server or the network does not answer, and what was sent may have been taken. With `retryAfter` it was not, and the same can be sent again in so many seconds: the server has
   * too much to do, or, where it is `limited`, it had too many requests from the client's address.
   */
  | { readonly kind: 'unavailable'; readonly retryAfter?: number; readonly limited?: true };

export interface StartOptions {
  /** Undefined runs the realm's default journey. */
  readonly journey?: string | undefined;
  /** Query parameters to hand on, such as goto, gotoOnFail, ForceAuth. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface JourneyClient {
  start(options: StartOptions): Promise<JourneyResult>;
  /** Posts a step back, with the inputs filled in. @param parameters that a browser was led back with, such as code and state */
  submit(step: WireStep, parameters?: Readonly<Record<string, string>>): Promise<JourneyResult>;
  /** Asks for a step again. @param kept what came with it, in this browser; `refused` when it is not of this browser, and when the server keeps no steps and began a journey in the place of it */
  again(kept: string): Promise<JourneyResult>;
}

/** Headers that tell the server that the call is meant: other sites cannot set them. */
export const API_HEADERS = { 'Accept-API-Version': 'protocol=1.0,resource=2.1', 'X-Requested-With': 'XMLHttpRequest' } as const;

/** Has the server tell the token of a session by the cookie alone: whoever calls as a page has no use for it, and a script that got into the page would. */
const COOKIE_ALONE = { 'X-Waygate-Token': 'cookie' } as const;

/** Seconds until the same is sent again to a server that has too much to do and does not say when. */
const USUAL_PAUSE = 2;

/** Address of a resource of a realm. @param realm slash form */
export function realmUrl(baseUrl: string, realm: string, resource: string): string {
  const parts = realm.split('/').filter((part) => part !== '');
  return `${baseUrl}/am/json/realms/root${parts.map((part) => `/realms/${encodeURIComponent(part)}`).join('')}/${resource}`;
}

/**
 * A client of the authenticate protocol.
 * @param options.baseUrl of the server without a slash at the end; empty for the page's own
 * @param options.locale language that the server is asked to speak
 */
export function createJourneyClient(options: {
  readonly baseUrl: string;
  readonly realm: string;
  readonly locale?: () => string | undefined;
  /** Has the server say with each step what a page may keep to ask for it again. */
  readonly keeps?: boolean;
  readonly fetch?: typeof fetch;
  /** For programs without a cookie jar: the answer to a success has the token in its body. */
  readonly readsToken?: boolean;
}): JourneyClient {
  const send: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const post = async (parameters: Readonly<Record<string, string>>, sent: string | undefined): Promise<JourneyResult> => {
    const locale = options.locale?.();
    const query = new URLSearchParams({ ...parameters, ...(locale === undefined ? {} : { locale }) });
    const url = `${realmUrl(options.baseUrl, options.realm, 'authenticate')}${query.size === 0 ? '' : `?${query}`}`;
    try {
      const response = await send(url, {
        method: 'POST',
        credentials: 'same-origin',
        headers: {
          ...API_HEADERS,
          ...(options.readsToken === true ? {} : COOKIE_ALONE),
          ...(options.keeps === true ? { 'X-Waygate-Keep': '1' } : {}),
          'Content-Type': 'application/json',
        },
        ...(sent === undefined ? {} : { body: sent }),
      });
      const body = (await response.json()) as unknown;
      const result = readResult(response.status, body, response.headers.get('X-Waygate-Trace') ?? undefined);
      const why = result.kind === 'unavailable' ? codeOf(body) : undefined;
      if (result.kind !== 'unavailable' || (why !== BUSY_ERROR_CODE && why !== LIMITED_ERROR_CODE)) return result;
      const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
      return { ...result, retryAfter: seconds >= 0 ? seconds : USUAL_PAUSE, ...(why === LIMITED_ERROR_CODE ? { limited: true } : {}) };
    } catch {
      return { kind: 'unavailable' };
    }
  };
  return {
    start: ({ journey, parameters = {} }) =>
      post({ ...parameters, ...(journey === undefined ? {} : { authIndexType: 'service', authIndexValue: journey }) }, undefined),
    submit: ({ kept: _, ...step }, parameters = {}) => post(parameters, JSON.stringify(step)),
    again: async (kept) => {
      const result = await post({}, JSON.stringify({ kept }));
      // A copy of an older release, as there may be one during an update, does not know what is asked and begins the default journey, or ends it at once. That is not what was left:
      // a server that keeps steps runs nothing when it is asked for one, so no journey of it ends by that.
      const isEnd = result.kind === 'success' || result.kind === 'failure';
      const isOther = isEnd || (result.kind === 'step' && result.step.kept !== kept);
      return isOther ? { kind: 'refused', message: '' } : result;
    },
  };
}

function codeOf(body: unknown): string | undefined {
  return typeof body === 'object' && body !== null ? (body as Partial<WireError>).detail?.errorCode : undefined;
}

/** Tells the kind of an answer as AM's SDKs do: a step has an authId, a success is a 2xx without one. @param code what the server calls the sign-on */
export function readResult(status: number, body: unknown, code?: string): JourneyResult {
  const answer = (typeof body === 'object' && body !== null ? body : {}) as Partial<WireStep & WireSuccess & WireError>;
  if (status >= 200 && status < 300) {
    return answer.authId !== undefined ? { kind: 'step', step: answer as WireStep } : { kind: 'success', success: answer as WireSuccess };
  }
  const trace = code === undefined ? {} : { trace: code };
  if (status === 401 && answer.detail?.errorCode === '110') return { kind: 'expired', ...trace };
  if (status === 401 && answer.detail === undefined && answer.message?.includes('SuspendedAuthSessionException'))
    return { kind: 'linkOver' };
  if (status === 401) return { kind: 'failure', message: answer.message ?? '', failureUrl: answer.detail?.failureUrl ?? '', ...trace };
  if (status === 409) return { kind: 'stale', ...trace };
  if (status === 404 || (status === 400 && answer.message === 'No Configuration found')) return { kind: 'notFound' };
  if (status >= 500 || status === 429) return { kind: 'unavailable' };
  return { kind: 'refused', message: answer.message ?? '' };
}
