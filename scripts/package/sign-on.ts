import assert from 'node:assert/strict';

interface Step {
  readonly tokenId?: string;
  readonly callbacks?: readonly { readonly type: string; readonly input?: { value: unknown }[] }[];
}

/**
 * Signs somebody of the root realm on at a server, step by step as any client does, and asks who the session is of.
 * @returns the session's token
 */
export async function signOn(url: string, username: string, password: string): Promise<string> {
  const post = async (resource: string, body: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(`${url}/am/json/realms/root/${resource}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-api-version': 'protocol=1.0,resource=2.1', ...headers },
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, 200, `${resource} answered ${answer.status}: ${await answer.clone().text()}`);
    return answer;
  };
  let step: Step = {};
  for (let steps = 0; step.tokenId === undefined && steps < 5; steps += 1) {
    for (const { type, input } of step.callbacks ?? []) {
      const [first] = input ?? [];
      if (first !== undefined && type === 'NameCallback') first.value = username;
      if (first !== undefined && type === 'PasswordCallback') first.value = password;
    }
    step = (await (await post('authenticate', step)).json()) as Step;
  }
  assert.ok(step.tokenId, 'the sign-on made a session');
  const cookies = ['iPlanetDirectoryPro', '__Host-iPlanetDirectoryPro'].map((name) => `${name}=${step.tokenId}`).join('; ');
  const info = await post('sessions?_action=getSessionInfo', {}, { cookie: cookies, 'accept-api-version': 'resource=4.0' });
  assert.equal(((await info.json()) as { readonly username?: string }).username, username);
  return step.tokenId;
}
