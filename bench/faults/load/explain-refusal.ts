import { z } from 'zod';
import { type Installation, saidIn } from './installation.ts';
import { signOnAdministrator } from './sign-on-administrator.ts';

const known = z.object({ authenticators: z.unknown(), lock: z.unknown().optional() });

const API = '/api/realms/alpha';

/** What the server itself noted of somebody who was refused: the way that the sign-on took, and what the throttle counts. Asked for at once, since both go on changing. */
export async function explainRefusal(installation: Installation, username: string, code: string | undefined): Promise<string> {
  const token = await signOnAdministrator(installation);
  const { authenticators, lock } = saidIn(await installation.read('GET', `${API}/people/${username}`, { token }), known);
  const said = [`throttle ${JSON.stringify(authenticators)}, lock ${JSON.stringify(lock)}`];
  if (code !== undefined) {
    const { body: trace } = await installation.read('GET', `${API}/traces/${encodeURIComponent(code)}`, { token });
    said.push(`trace ${JSON.stringify(trace)}`);
  }
  return said.join('\n  ');
}
