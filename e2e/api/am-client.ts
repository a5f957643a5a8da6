import { fillAnswer, hiddenValue, outputOf, recoveryCodesOn } from '@waygate/scenarios';
import { type WireStep, wireStep } from '@waygate/schema';

/** An answer of the server as it came. */
export interface AmAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
  readonly text: string;
}

/** A client that posts what it is told to, however wrong. */
export class AmClient {
  readonly url: string;
  readonly realm: string;

  /** @param url of the server, without a slash at the end */
  constructor(url: string, realm = 'alpha') {
    this.url = url;
    this.realm = realm;
  }

  resource(name: string): string {
    return `${this.url}/am/json/realms/root${this.realm === '' ? '' : `/realms/${this.realm}`}/${name}`;
  }

  /** @param body an object is sent as JSON, a text as it is */
  async post(resource: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<AmAnswer> {
    const response = await fetch(this.resource(resource), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-api-version': 'protocol=1.0,resource=2.1', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return answerOf(response);
  }

  async send(method: string, resource: string, headers: Readonly<Record<string, string>> = {}): Promise<AmAnswer> {
    return answerOf(await fetch(this.resource(resource), { method, headers: { 'accept-api-version': 'resource=1.0', ...headers } }));
  }

  /** Starts a journey. */
  start(journey: string, query: Readonly<Record<string, string>> = {}, headers: Readonly<Record<string, string>> = {}): Promise<AmAnswer> {
    const search = new URLSearchParams({ authIndexType: 'service', authIndexValue: journey, ...query });
    return this.post(`authenticate?${search}`, undefined, headers);
  }

  /** Posts a step, whatever it is. */
  submit(step: unknown): Promise<AmAnswer> {
    return this.post('authenticate', step);
  }

  /** Answers a step as a person does: fields by prompt, a button by its text. */
  answer(step: WireStep, enter: Readonly<Record<string, string>> = {}, press?: string): Promise<AmAnswer> {
    return this.submit(filled(step, enter, press));
  }

  /** What the owner of a token says of a session. */
  async sessionInfo(tokenId: string): Promise<AmAnswer> {
    return this.post('sessions?_action=getSessionInfo', {}, { cookie: `iPlanetDirectoryPro=${tokenId}` });
  }
}

/** The step with the answers filled in. */
export function filled(step: WireStep, enter: Readonly<Record<string, string>> = {}, press?: string): WireStep {
  return { ...step, callbacks: fillAnswer(step, { enter: { ...enter }, ...(press === undefined ? {} : { press }) }, String) };
}

/** @throws Error with what came instead of a step */
export function stepOf({ status, body }: AmAnswer): WireStep {
  const step = wireStep.safeParse(body);
  if (status !== 200 || !step.success) throw new Error(`A step was expected and this came: ${status} ${JSON.stringify(body)}`);
  return step.data;
}

/** @throws Error with what came instead of a session */
export function tokenOf({ status, body }: AmAnswer): string {
  const { tokenId } = body;
  if (status !== 200 || typeof tokenId !== 'string')
    throw new Error(`A session was expected and this came: ${status} ${JSON.stringify(body)}`);
  return tokenId;
}

/** Callback types of a step. */
export function typesOf(step: WireStep): string[] {
  return step.callbacks.map(({ type }) => type);
}

export { hiddenValue, outputOf, recoveryCodesOn };

async function answerOf(response: Response): Promise<AmAnswer> {
  const text = await response.text();
  let body: Record<string, unknown> = {};
  try {
    body = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Whoever looks at the body sees that there is none.
  }
  return { status: response.status, body, headers: response.headers, text };
}
