import { hash } from 'node:crypto';
import { type GateFacts, type GateText, gateTexts } from './gate-messages.ts';
import { GATE_STYLE } from './gate-style.ts';

/** A page of the gate. It stands at the application's own domain, where nothing else of ours can be fetched: all of it is in it, and no script. */
export interface GatePage extends GateFacts {
  readonly title: GateText;
  readonly text: GateText;
  readonly kind: 'error' | 'info';
  /** Where somebody can go on; the first is what most will want. */
  readonly ways: readonly { readonly label: GateText; readonly address: string }[];
}

const POLICY = `default-src 'none'; style-src 'sha256-${hash('sha256', GATE_STYLE, 'base64')}'; img-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** Headers of every page of the gate. */
export const GATE_PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  Vary: 'Accept-Language, Cookie',
};

const BRAND =
  '<svg width="26" height="26" viewBox="0 0 26 26" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" aria-hidden="true"><path d="M4 23V11a9 9 0 0 1 18 0v12"/><path d="M13 23c0-6-3-6-3-10a3 3 0 0 1 6 0"/></svg>';

/** Draws a page. @param locales of the person, best first */
export function gatePage({ title, text: body, kind, ways, ...facts }: GatePage, locales: readonly string[]): string {
  const { language, text } = gateTexts(locales);
  const say = (key: GateText) => escaped(text(key, facts));
  const links = ways
    .map(({ label, address }, index) => `<a class="button${index === 0 ? '' : ' quiet'}" href="${escaped(address)}">${say(label)}</a>`)
    .join('');
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${say(title)} · Waygate</title><style>${GATE_STYLE}</style></head><body><header><span class="brand">${BRAND}Waygate</span></header><main><div class="card"><h1>${say(title)}</h1><p class="alert ${kind}">${say(body)}</p>${links}</div></main></body></html>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}
