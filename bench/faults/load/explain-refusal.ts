import { ADMINISTRATOR, ADMINISTRATOR_PASSWORD } from '../setting.ts';
import type { Installation } from './installation.ts';

const API = '/api/realms/alpha';

/** What the server itself noted of somebody who was refused: the way that the sign-on took, and what the throttle counts. Asked for at once, since both go on changing. */
export async function explainRefusal(installation: Installation, username: string, code: string | undefined): Promise<string> {
  const headers = { 'x-openam-username': ADMINISTRATOR, 'x-openam-password': ADMINISTRATOR_PASSWORD };
  const { body } = await installation.read('POST', '/am/json/realms/root/authenticate', { headers });
  const token: string = body.tokenId;
  const person = await installation.read('GET', `${API}/people/${username}`, { token });
  const said = [`throttle ${JSON.stringify(person.body.authenticators)}, lock ${JSON.stringify(person.body.lock)}`];
  if (code !== undefined) {
    const { body: trace } = await installation.read('GET', `${API}/traces/${encodeURIComponent(code)}`, { token });
    said.push(`trace ${JSON.stringify(trace)}`);
  }
  return said.join('\n  ');
}
