import type { BrowserContext } from '@playwright/test';

/**
 * Notes what no page of ours may do: break its own security policy, throw, ask another server for anything, or have a token of a session told in a body that scripts read.
 * @param also `console` when it must not write an error to the console either; an answer of the server that is no success is none
 */
export function watchContext(context: BrowserContext, origin: string, also: { readonly console?: boolean } = {}): string[] {
  const problems: string[] = [];
  context.on('console', (message) => {
    const isError = message.type() === 'error' && !message.text().startsWith('Failed to load resource');
    if (also.console === true && isError) problems.push(message.text());
    else if (/content security policy|refused to (load|execute|apply|connect)/i.test(message.text())) problems.push(message.text());
  });
  context.on('weberror', (error) => problems.push(String(error.error())));
  context.on('request', (request) => {
    if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url())) problems.push(`A request went to ${request.url()}.`);
    const signsOn = request.method() === 'POST' && /\/authenticate(\?|$)/.test(request.url());
    if (signsOn && request.headers()['x-waygate-token'] !== 'cookie') problems.push(`A page asked for a token: ${request.url()}.`);
  });
  return problems;
}
