import { Agent, request } from 'node:http';

export interface Drive {
  readonly logins: number;
  /** Milliseconds of each step, by kind: `start` never hashes, `submit` checks the password. */
  readonly start: readonly number[];
  readonly submit: readonly number[];
}

interface Answer {
  readonly status: number;
  readonly body: { authId?: string; tokenId?: string; callbacks?: { input?: { value: unknown }[] }[] };
}

const PATH = '/am/json/realms/root/realms/alpha/authenticate?authIndexType=service&authIndexValue=Login';

/**
 * Signs on whole, again and again, with a number of users at once that never pause, for a while.
 * @param milliseconds how long new logins are begun
 * @throws Error when an answer is not what it must be: a benchmark of failures measures nothing
 */
export async function driveLogins(port: number, users: number, milliseconds: number, password: string): Promise<Drive> {
  const agent = new Agent({ keepAlive: true, maxSockets: users });
  const start: number[] = [];
  const submit: number[] = [];
  let logins = 0;
  const until = performance.now() + milliseconds;
  const user = async () => {
    while (performance.now() < until) {
      const began = performance.now();
      const step = await post(agent, port, '');
      start.push(performance.now() - began);
      const [name, secret] = step.body.callbacks ?? [];
      if (step.status !== 200 || name?.input?.[0] === undefined || secret?.input?.[0] === undefined)
        throw new Error(`No step: ${step.status}`);
      name.input[0].value = 'bench';
      secret.input[0].value = password;
      const answered = performance.now();
      const end = await post(agent, port, JSON.stringify(step.body));
      submit.push(performance.now() - answered);
      if (end.status !== 200 || typeof end.body.tokenId !== 'string')
        throw new Error(`No login: ${end.status} ${JSON.stringify(end.body)}`);
      logins += 1;
    }
  };
  await Promise.all(Array.from({ length: users }, user));
  agent.destroy();
  return { logins, start, submit };
}

function post(agent: Agent, port: number, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        agent,
        port,
        host: '127.0.0.1',
        path: PATH,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) as Answer['body'] }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
