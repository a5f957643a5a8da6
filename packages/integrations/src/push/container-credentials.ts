import { readFile } from 'node:fs/promises';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { createOutboundHttp, type OutboundResponse } from '../outbound/create-outbound-http.ts';
import { fileFault } from './file-fault.ts';
import { RoleFault } from './role-fault.ts';

/** What vouches for a container, as ECS and EKS have one. */
export interface ContainerEndpoint {
  /** https, or an address that AWS gave such endpoints. */
  readonly url: string;
  /** File with the token that is shown there; it is read each time. */
  readonly tokenFile?: string;
}

/** Milliseconds for a try at the endpoint, of which there are two: it is beside the container, and a sign-on waits. */
const WITHIN_MS = 1_000;
const OK = 200;
const REFUSED: ReadonlySet<number> = new Set([401, 403]);
const TOO_MANY = 429;
const SERVER_ERROR = 500;
const TOKEN_VARIABLE = 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE';

/** What such an endpoint answers (AWS SDKs and Tools Reference Guide, container credential provider). */
const given = z.object({
  AccessKeyId: z.string().min(1),
  SecretAccessKey: z.string().min(1),
  Token: z.string().min(1),
  Expiration: z.iso.datetime({ offset: true }),
});

/**
 * Asks the endpoint of a container for credentials. The SDK has a way there, too, which waits minutes for one that stays silent, whatever time it is given, and reads the environment by itself.
 * @throws RoleFault
 */
export async function containerCredentials({ url, tokenFile }: ContainerEndpoint) {
  const { hostname } = new URL(url);
  const http = createOutboundHttp({ allowed: new Set([hostname.replace(/^\[|\]$/g, '')]), within: WITHIN_MS, follow: false });
  const variable = `AWS_CONTAINER_CREDENTIALS_${hostname === '169.254.170.2' ? 'RELATIVE' : 'FULL'}_URI`;
  const ask = async () => {
    const headers = { accept: 'application/json', ...(tokenFile === undefined ? {} : { authorization: await tokenOf(tokenFile) }) };
    const asked = http.send({ url, method: 'GET', headers, body: undefined });
    const answer = await asked.catch((error: unknown) => {
      throw new RoleFault(variable, error instanceof WaygateError ? error.code : 'unexpected', true, error);
    });
    return credentialsOf(answer, variable, tokenFile === undefined ? variable : TOKEN_VARIABLE);
  };
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof RoleFault) || !error.passing) throw error;
    return ask();
  }
}

async function tokenOf(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw fileFault(TOKEN_VARIABLE, error);
  }
}

function credentialsOf({ status, body }: OutboundResponse, variable: string, tokenVariable: string) {
  if (status !== OK) {
    const passing = status === TOO_MANY || status >= SERVER_ERROR;
    throw new RoleFault(REFUSED.has(status) ? tokenVariable : variable, String(status), passing);
  }
  const { data } = given.safeParse(jsonOf(body));
  // What is in between, such as a proxy with a page of its own, answers 200, too.
  if (data === undefined) throw new RoleFault(variable, 'answer', true);
  return {
    accessKeyId: data.AccessKeyId,
    secretAccessKey: data.SecretAccessKey,
    sessionToken: data.Token,
    expiration: new Date(data.Expiration),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
