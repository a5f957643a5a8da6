import { type KeyObject, randomBytes } from 'node:crypto';
import type { Step } from '@waygate/engine';
import { hostCookieName } from '@waygate/node-kit';
import { type Callback, encodeCallbacks } from '@waygate/schema';
import type { HttpAnswer } from '../http-answer.ts';
import { type SessionCookie, setCookie } from '../request/cookies.ts';
import { writeAuthId } from './auth-id.ts';
import { traceHeader } from './trace-header.ts';

const NO_STORE = { 'Cache-Control': 'no-store', 'Content-API-Version': 'resource=2.1' };

/** Where a sign-on leads in a realm that names no place: clients take a success without an address for a failure. */
const NOWHERE_ELSE = '/account';

/** Cookie by which pages notice that they are led back to; they take it away themselves (AM). Over https it has the prefix of cookies of one host. */
const TRACKING_COOKIE = 'reentry';

/**
 * Writes a step in AM's form.
 * @param tokenInBody whether the body of a success has the token, as AM's clients read it, or the cookie alone
 * @param traceCode what a run is called by in traces; people read it out to whoever helps them
 */
export function stepAnswer(
  step: Step,
  authIdKey: KeyObject,
  cookie: SessionCookie,
  now: number,
  tokenInBody: boolean,
  traceCode?: (sessionId: string) => string,
): HttpAnswer {
  const cookies = (step.cookies ?? []).map(setCookie);
  switch (step.kind) {
    case 'callbacks':
    case 'suspended': {
      const page = step.kind === 'callbacks' ? step : undefined;
      return {
        status: 200,
        body: {
          authId: writeAuthId(step.handle, authIdKey, now),
          callbacks: encodeCallbacks(step.callbacks, page?.page ?? false),
          ...(page?.stage === undefined ? {} : { stage: page.stage }),
          ...(page?.header === undefined ? {} : { header: page.header }),
          ...(page?.description === undefined ? {} : { description: page.description }),
        },
        headers: {
          ...NO_STORE,
          'Set-Cookie': [
            ...cookies,
            ...(step.callbacks.some(tracksReturn) ? [trackingCookie(step.handle.expiresAt - now, cookie.secure)] : []),
          ],
        },
      };
    }
    case 'success': {
      const { tokenId, realm, previewed, details } = step;
      const successUrl = step.successUrl === '' ? NOWHERE_ELSE : step.successUrl;
      if (tokenId === undefined) {
        const preview = previewed === undefined ? {} : { preview: { username: previewed } };
        return {
          status: 200,
          body: { ...details, message: 'Authentication Successful', successUrl, realm, ...preview },
          headers: { ...NO_STORE, 'Set-Cookie': cookies },
        };
      }
      return {
        status: 200,
        body: { ...details, ...(tokenInBody ? { tokenId } : {}), successUrl, realm },
        headers: { ...NO_STORE, 'Set-Cookie': [cookie.set(tokenId), ...cookies] },
      };
    }
    case 'failure':
      return {
        status: 401,
        body: {
          code: 401,
          reason: 'Unauthorized',
          message: step.message ?? 'Login failure',
          detail: { ...step.details, failureUrl: step.failureUrl },
        },
        // Beside the body, which clients of AM know exactly.
        headers: {
          ...NO_STORE,
          'Set-Cookie': cookies,
          ...traceHeader(step.sessionId, traceCode),
        },
      };
  }
}

function tracksReturn(callback: Callback): boolean {
  return callback.type === 'RedirectCallback' && callback.trackingCookie;
}

function trackingCookie(milliseconds: number, secure: boolean): string {
  const value = randomBytes(16).toString('base64url');
  const maxAge = Math.max(1, Math.ceil(milliseconds / 1000));
  const name = secure ? hostCookieName(TRACKING_COOKIE) : TRACKING_COOKIE;
  return setCookie({ name, value, maxAge, secure, httpOnly: false, sameSite: 'Lax' });
}
