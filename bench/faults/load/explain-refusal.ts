import { z } from 'zod';
import { ADMINISTRATOR, ADMINISTRATOR_PASSWORD } from '../setting.ts';
import { type Installation, saidIn } from './installation.ts';

const signedOn = z.object({ tokenId: z.string() });
const known = z.object({ authenticators: z.unknown(), lock: z.unknown().optional() });

const API = '/api/realms/alpha';

/** What the server itself noted of somebody who was refused: the way that the sign-on took, and what the throttle counts. Asked for at once, since both go on changing. */
export async function explainRefusal(installation: Installation, username: string, code: string | undefined): Promise<string> {
  const headers = { 'x-openam-username': ADMINISTRATOR, 'x-openam-password': ADMINISTRATOR_PASSWORD };
  const token = saidIn(await installation.read('POST', '/am/json/realms/root/authenticate', { headers }), signedOn).tokenId;
  const { authenticators, lock } = saidIn(await installation.read('GET', `${API}/people/${username}`, { token }), known);
  const said = [`throttle ${JSON.stringify(authenticators)}, lock ${JSON.stringify(lock)}`];
  if (code !== undefined) {
    const { body: trace } = await installation.read('GET', `${API}/traces/${encodeURIComponent(code)}`, { token });
    said.push(`trace ${JSON.stringify(trace)}`);
  }
  return said.join('\n  ');
}
