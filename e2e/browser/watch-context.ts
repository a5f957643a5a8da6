import type { BrowserContext } from '@playwright/test';

/** Notes what no page of ours may do: break its own security policy, throw, or ask another server for anything. */
export function watchContext(context: BrowserContext, origin: string): readonly string[] {
  const problems: string[] = [];
  context.on('console', (message) => {
    if (/content security policy|refused to (load|execute|apply|connect)/i.test(message.text())) problems.push(message.text());
  });
  context.on('weberror', (error) => problems.push(String(error.error())));
  context.on('request', (request) => {
    if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url())) problems.push(`A request went to ${request.url()}.`);
  });
  return problems;
}
