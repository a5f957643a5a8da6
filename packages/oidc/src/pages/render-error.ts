import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';
import { errorTexts } from './messages.ts';

const POLICY = "default-src 'none'; style-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** Tells an error that cannot be told to the application: JSON to whoever asks for it, a page to a browser. */
export function renderError(ctx: KoaContextWithOIDC, out: ErrorOut): void {
  if (ctx.accepts('json', 'html') !== 'html') {
    ctx.type = 'json';
    ctx.body = out;
    return;
  }
  const { language, texts } = errorTexts(ctx.get('accept-language'));
  // The word for an error is one of a list; what a request said never gets here.
  const code = /^[a-z_]+$/.test(out.error) ? out.error : 'error';
  ctx.set('Content-Security-Policy', POLICY);
  ctx.set('X-Frame-Options', 'DENY');
  ctx.type = 'html';
  ctx.body = `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${texts.title}</title><main><h1>${texts.title}</h1><p>${texts.text}</p><p>${texts.tell.replace('{code}', `<code>${code}</code>`)}</p></main></html>`;
}
