import { z } from 'zod';
import { ADMINISTRATOR, ADMINISTRATOR_PASSWORD } from '../setting.ts';
import { type Installation, saidIn } from './installation.ts';

const signedOn = z.object({ tokenId: z.string() });

/** Signs the administrator on as programs do. @returns the token of the session */
export async function signOnAdministrator(installation: Installation): Promise<string> {
  const headers = { 'x-openam-username': ADMINISTRATOR, 'x-openam-password': ADMINISTRATOR_PASSWORD };
  return saidIn(await installation.read('POST', '/am/json/realms/root/authenticate', { headers }), signedOn).tokenId;
}
