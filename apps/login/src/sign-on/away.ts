import { outputOf, textOutput } from '@waygate/client';
import type { WireStep } from '@waygate/schema';
import { safeTarget } from '../safe-target.ts';
import { readSignOnAddress, type SignOnAddress } from './sign-on-address.ts';

/** Where this tab went to sign on elsewhere, and the step that it left. No other tab or browser knows of it. */
interface Away {
  /** What the answer must say; empty when the address that was left for says nothing. */
  readonly state: string;
  /** Path and parameters of the page that was left. */
  readonly page: string;
  /** What the server gives the step again for that was left. */
  readonly kept: string;
}

/** A page that somebody is led back to. */
export interface Return {
  readonly address: SignOnAddress;
  /** What the server gives the step again for that was left, and what came back for it; undefined when this tab left none that fits. */
  readonly left: { readonly kept: string; readonly parameters: Readonly<Record<string, string>> } | undefined;
}

const KEY = 'waygate.away';
/** What a provider brings back, as far as it concerns the server. */
const ANSWER = ['code', 'state', 'iss', 'error', 'error_description'];

/** Where a step leads away to; undefined for any other step, and for what no page may lead to. */
export function leadsTo(step: WireStep): URL | undefined {
  const callback = step.callbacks.find(({ type }) => type === 'RedirectCallback');
  if (callback === undefined || outputOf(callback, 'redirectMethod') !== 'GET') return undefined;
  const target = safeTarget(textOutput(callback, 'redirectUrl'), location.href);
  return target === undefined ? undefined : new URL(target);
}

/** Leaves for another server, and keeps for the way back which step was left. */
export function leave({ kept }: WireStep, target: URL): void {
  if (kept !== undefined) {
    const away: Away = { state: target.searchParams.get('state') ?? '', page: `${location.pathname}${location.search}`, kept };
    sessionStorage.setItem(KEY, JSON.stringify(away));
  }
  location.assign(target);
}

/**
 * Reads the page that a browser came to as one that it was led back to. What was brought leaves the address at once, so that it stands in no history and no refresh
 * shows it again.
 * @returns undefined when it is an ordinary sign-on page
 */
export function readReturn(): Return | undefined {
  const query = new URLSearchParams(location.search);
  const [, place, realm = 'root', provider] = location.pathname.split('/');
  const answers = query.has('state') && (query.has('code') || query.has('error'));
  const away = keptAway();
  if (place !== 'return' && !(answers && away !== undefined)) return undefined;
  sessionStorage.removeItem(KEY);
  // It says that somebody left, and goes with the run by itself where a browser cannot take it away.
  if ('cookieStore' in globalThis) void cookieStore.delete(location.protocol === 'https:' ? '__Host-reentry' : 'reentry');
  const fits = answers && away !== undefined && away.state === query.get('state');
  history.replaceState(null, '', fits ? away.page : place === 'return' ? `/sign-on/${realm}` : location.pathname);
  const address = readSignOnAddress(location);
  if (!fits) return { address, left: undefined };
  const parameters = Object.fromEntries([...query].filter(([name]) => ANSWER.includes(name)));
  const from = place === 'return' && provider !== undefined ? { from: decodeURIComponent(provider) } : {};
  return { address, left: { kept: away.kept, parameters: { ...parameters, ...from } } };
}

function keptAway(): Away | undefined {
  const text = sessionStorage.getItem(KEY);
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as Away;
  } catch {
    return undefined;
  }
}
