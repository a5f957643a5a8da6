import type { BrowserContext } from '@playwright/test';
import type { TestPerson } from '../server/installation.ts';
import { AmClient, stepOf, tokenOf } from './am-client.ts';

/** Signs an administrator on to the root realm, and gives the browser the session as the server's own answer would. */
export async function signOnAdministrator(context: BrowserContext, url: string, { username, password }: TestPerson): Promise<void> {
  const am = new AmClient(url, '');
  const page = stepOf(await am.start('AdminLogin'));
  const value = tokenOf(await am.answer(page, { 'User Name': username, Password: password }));
  await context.addCookies([{ name: 'iPlanetDirectoryPro', value, url, httpOnly: true, sameSite: 'Lax' }]);
}
