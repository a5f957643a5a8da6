import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Who may speak to the emulator, and what region it plays. */
export interface SnsAccount {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  /** What credentials of a role come with; undefined for a key that lasts. */
  readonly sessionToken?: string;
}

/** What was published: `message` as it was sent, which a phone's gateway would cut up. */
export interface SnsPublish {
  readonly targetArn: string;
  readonly subject: string;
  readonly message: string;
  readonly messageStructure: string;
}

/** A text message as it was sent. */
export interface SnsText {
  readonly phoneNumber: string;
  readonly message: string;
  /** Attributes of the message by name. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface SnsEndpoint {
  readonly applicationArn: string;
  readonly attributes: Record<string, string>;
}

/** An error as SNS words it. */
export interface SnsFault {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** What the next request for an action meets: an error of SNS, an answer that is no XML, a connection that breaks, or silence. */
export type SnsTrouble = SnsFault | 'garbage' | 'reset' | 'silence';

/** Errors by their names. */
export const SNS_FAULTS = {
  disabled: { status: 400, code: 'EndpointDisabled', message: 'Endpoint is disabled' },
  applicationDisabled: { status: 400, code: 'PlatformApplicationDisabled', message: 'Platform application is disabled' },
  forbidden: { status: 403, code: 'AuthorizationError', message: 'User is not authorized to perform this' },
  throttled: { status: 429, code: 'Throttled', message: 'Rate exceeded' },
  throttling: { status: 400, code: 'Throttling', message: 'Rate exceeded' },
  internal: { status: 500, code: 'InternalError', message: 'Something broke' },
  failure: { status: 500, code: 'InternalFailure', message: 'Something broke' },
  notFound: { status: 404, code: 'NotFound', message: 'Endpoint does not exist' },
  invalid: { status: 400, code: 'InvalidParameter', message: 'Invalid parameter: Token Reason: must be 64 hexadecimal characters' },
} as const satisfies Record<string, SnsFault>;

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';
/** Furthest that the clock of a client may be off, milliseconds. */
const CLOCK_SKEW_MS = 15 * 60_000;

/**
 * The part of Amazon SNS that pushes to phones and sends text messages, on a loopback port: platform endpoints, direct publishes and numbers over the Query protocol. It checks the signature of each
 * request by itself (SigV4), keeps endpoints by ARN and token, and can be told to fail.
 */
export class SnsEmulator {
  /** Address to give to a client. */
  readonly url: string;
  readonly endpoints = new Map<string, SnsEndpoint>();
  readonly published: SnsPublish[] = [];
  /** Text messages to numbers. */
  readonly texts: SnsText[] = [];
  /** Actions in the order they came, refused ones too. */
  readonly actions: string[] = [];
  readonly #server: Server;
  #account: SnsAccount;
  readonly #troubles: { readonly action: string; readonly trouble: SnsTrouble }[] = [];
  readonly #listeners = new Set<(publish: SnsPublish) => void>();

  private constructor(server: Server, account: SnsAccount) {
    this.#server = server;
    this.#account = account;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => void this.#answer(request, response));
  }

  /** Starts one on a free port. */
  static async start(account: Partial<SnsAccount> = {}): Promise<SnsEmulator> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new SnsEmulator(server, {
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'secret of the account',
      region: 'us-east-1',
      ...account,
    });
  }

  /** ARN of the platform application of Google's or Apple's gateway; every application is there. */
  applicationArn(platform: 'GCM' | 'APNS'): string {
    return `arn:aws:sns:${this.#account.region}:123456789012:app/${platform}/waygate`;
  }

  /** Lets nobody speak to it from now on but who has these credentials. */
  knows(account: Omit<SnsAccount, 'region'>): void {
    this.#account = { ...account, region: this.#account.region };
  }

  /** Lets requests for an action meet trouble, one after the other. */
  failNext(action: string, trouble: SnsTrouble, times = 1): void {
    for (let each = 0; each < times; each += 1) this.#troubles.push({ action, trouble });
  }

  /** Does what SNS does when a gateway says that a token is no good any more. */
  disable(endpointArn: string): void {
    this.#switch(endpointArn, 'false');
  }

  /** Undoes it, as an operator may. */
  enable(endpointArn: string): void {
    this.#switch(endpointArn, 'true');
  }

  #switch(endpointArn: string, enabled: string): void {
    const endpoint = this.endpoints.get(endpointArn);
    if (endpoint !== undefined) endpoint.attributes['Enabled'] = enabled;
  }

  /** Deletes an endpoint behind the back of everybody. */
  forget(endpointArn: string): void {
    this.endpoints.delete(endpointArn);
  }

  /** Calls the listener for each publish that is taken. @returns how to stop */
  onPublish(listener: (publish: SnsPublish) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const form = new URLSearchParams(body);
    const action = form.get('Action') ?? '';
    this.actions.push(action);
    const trouble = this.#nextTrouble(action);
    if (trouble === 'silence') return;
    if (trouble === 'reset') {
      request.socket.destroy();
      return;
    }
    if (trouble === 'garbage') {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>Welcome to the hotel network</html>');
      return;
    }
    try {
      if (trouble !== undefined) throw new SnsRefusal(trouble);
      this.#checkSignature(request, body);
      const result = this.#perform(action, form);
      const xml = `<${action}Response xmlns="${NAMESPACE}">${result}<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`;
      response.writeHead(200, { 'Content-Type': 'text/xml' }).end(xml);
    } catch (error) {
      const { status, code, message } = error instanceof SnsRefusal ? error.fault : SNS_FAULTS.failure;
      const type = status < 500 ? 'Sender' : 'Receiver';
      const xml = `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>${type}</Type><Code>${code}</Code><Message>${escaped(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
      response.writeHead(status, { 'Content-Type': 'text/xml' }).end(xml);
    }
  }

  #nextTrouble(action: string): SnsTrouble | undefined {
    const index = this.#troubles.findIndex((one) => one.action === action);
    return index < 0 ? undefined : this.#troubles.splice(index, 1)[0]?.trouble;
  }

  #perform(action: string, form: URLSearchParams): string {
    if (form.get('Version') !== '2010-03-31') throw refusal(400, 'InvalidAction', 'Which version?');
    switch (action) {
      case 'CreatePlatformEndpoint':
        return `<CreatePlatformEndpointResult><EndpointArn>${this.#create(form)}</EndpointArn></CreatePlatformEndpointResult>`;
      case 'SetEndpointAttributes':
        Object.assign(this.#endpoint(form.get('EndpointArn')).attributes, attributesOf(form));
        return '';
      case 'GetEndpointAttributes': {
        const entries = Object.entries(this.#endpoint(form.get('EndpointArn')).attributes);
        const xml = entries.map(([key, value]) => `<entry><key>${escaped(key)}</key><value>${escaped(value)}</value></entry>`).join('');
        return `<GetEndpointAttributesResult><Attributes>${xml}</Attributes></GetEndpointAttributesResult>`;
      }
      case 'DeleteEndpoint':
        this.forget(form.get('EndpointArn') ?? '');
        return '';
      case 'Publish':
        return `<PublishResult><MessageId>${this.#publish(form)}</MessageId></PublishResult>`;
      default:
        throw refusal(400, 'InvalidAction', `The action ${action} is not valid for this endpoint.`);
    }
  }

  #create(form: URLSearchParams): string {
    const applicationArn = form.get('PlatformApplicationArn') ?? '';
    const token = form.get('Token') ?? '';
    const platform = /^arn:aws:sns:[a-z0-9-]+:\d{12}:app\/([A-Z_]+)\/(\w+)$/.exec(applicationArn);
    if (platform === null) throw refusal(404, 'NotFound', 'PlatformApplication does not exist');
    if (token === '') throw refusal(400, 'InvalidParameter', 'Invalid parameter: Token');
    const attributes = { Enabled: 'true', Token: token, ...attributesOf(form) };
    for (const [arn, known] of this.endpoints) {
      if (known.applicationArn !== applicationArn || known.attributes['Token'] !== token) continue;
      if (JSON.stringify(known.attributes) === JSON.stringify(attributes)) return arn;
      const reason = `Endpoint ${arn} already exists with the same Token, but different attributes.`;
      throw refusal(400, 'InvalidParameter', `Invalid parameter: Token Reason: ${reason}`);
    }
    const arn = `${applicationArn.replace(':app/', ':endpoint/')}/${randomUUID()}`;
    this.endpoints.set(arn, { applicationArn, attributes });
    return arn;
  }

  #text(phoneNumber: string, form: URLSearchParams): string {
    const message = form.get('Message') ?? '';
    if (!/^\+[1-9]\d{6,14}$/.test(phoneNumber))
      throw refusal(400, 'InvalidParameter', `Invalid parameter: PhoneNumber Reason: ${phoneNumber}`);
    if (message === '' || message.length > 1_600) throw refusal(400, 'InvalidParameter', 'Invalid parameter: Message');
    if (form.has('TargetArn') || form.has('TopicArn')) throw refusal(400, 'InvalidParameter', 'Invalid parameter: one target only');
    const attributes: Record<string, string> = {};
    for (let index = 1; form.has(`MessageAttributes.entry.${index}.Name`); index += 1) {
      const at = `MessageAttributes.entry.${index}`;
      if (form.get(`${at}.Value.DataType`) !== 'String') throw refusal(400, 'ParameterValueInvalid', 'Invalid parameter: DataType');
      attributes[form.get(`${at}.Name`) ?? ''] = form.get(`${at}.Value.StringValue`) ?? '';
    }
    this.texts.push({ phoneNumber, message, attributes });
    return randomUUID();
  }

  #publish(form: URLSearchParams): string {
    const phoneNumber = form.get('PhoneNumber');
    if (phoneNumber !== null) return this.#text(phoneNumber, form);
    const targetArn = form.get('TargetArn') ?? '';
    const subject = form.get('Subject') ?? '';
    const message = form.get('Message') ?? '';
    if (!/^[!-~][ -~]{0,99}$/.test(subject)) throw refusal(400, 'InvalidParameter', 'Invalid parameter: Subject');
    if (Buffer.byteLength(message) > 262_144) throw refusal(400, 'InvalidParameter', 'Invalid parameter: Message too long');
    const messageStructure = form.get('MessageStructure') ?? '';
    if (messageStructure === 'json' && !isJsonMessage(message)) {
      throw refusal(400, 'InvalidParameter', 'Invalid parameter: Message Structure - JSON message body failed to parse');
    }
    if (this.#endpoint(targetArn).attributes['Enabled'] !== 'true') throw new SnsRefusal(SNS_FAULTS.disabled);
    const publish = { targetArn, subject, message, messageStructure };
    this.published.push(publish);
    for (const listener of this.#listeners) listener(publish);
    return randomUUID();
  }

  #endpoint(arn: string | null): SnsEndpoint {
    const endpoint = this.endpoints.get(arn ?? '');
    if (endpoint === undefined) throw new SnsRefusal(SNS_FAULTS.notFound);
    return endpoint;
  }

  /** Computes the signature anew from what arrived (AWS Signature Version 4). */
  #checkSignature(request: IncomingMessage, body: string): void {
    const { accessKeyId, secretAccessKey, region, sessionToken } = this.#account;
    const parts =
      /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/.exec(
        request.headers.authorization ?? '',
      );
    if (parts === null) throw refusal(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
    const [, keyId = '', date = '', signedRegion = '', service = '', headerList = '', signature = ''] = parts;
    const sentAt = String(request.headers['x-amz-date']);
    if (keyId !== accessKeyId) throw refusal(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
    const scope = `${date}/${signedRegion}/${service}/aws4_request`;
    const signedHeaders = headerList.split(';');
    const needed = ['host', 'x-amz-date', ...(sessionToken === undefined ? [] : ['x-amz-security-token'])];
    const isSigned = needed.every((name) => signedHeaders.includes(name));
    if (request.headers['x-amz-security-token'] !== sessionToken)
      throw refusal(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
    const isHere =
      signedRegion === region && service === 'sns' && sentAt.startsWith(date) && Math.abs(Date.now() - timeOf(sentAt)) < CLOCK_SKEW_MS;
    const canonical = [
      request.method ?? '',
      new URL(request.url ?? '', this.url).pathname,
      new URL(request.url ?? '', this.url).search.slice(1),
      ...signedHeaders.map(
        (name) =>
          `${name}:${String(request.headers[name] ?? '')
            .trim()
            .replaceAll(/ +/g, ' ')}`,
      ),
      '',
      headerList,
      sha256(body),
    ].join('\n');
    const key = [date, signedRegion, service, 'aws4_request'].reduce<Buffer>(
      (by, part) => hmac(by, part),
      Buffer.from(`AWS4${secretAccessKey}`),
    );
    const right = hmac(key, ['AWS4-HMAC-SHA256', sentAt, scope, sha256(canonical)].join('\n'));
    if (!isSigned || !isHere || !timingSafeEqual(right, Buffer.from(signature, 'hex'))) {
      throw refusal(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided.');
    }
  }
}

class SnsRefusal extends Error {
  readonly fault: SnsFault;

  constructor(fault: SnsFault) {
    super(fault.message);
    this.fault = fault;
  }
}

function refusal(status: number, code: string, message: string): SnsRefusal {
  return new SnsRefusal({ status, code, message });
}

/** `Attributes.entry.N.key` and `.value`, as the Query protocol spells a map. */
function attributesOf(form: URLSearchParams): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (let index = 1; form.has(`Attributes.entry.${index}.key`); index += 1) {
    attributes[form.get(`Attributes.entry.${index}.key`) ?? ''] = form.get(`Attributes.entry.${index}.value`) ?? '';
  }
  return attributes;
}

function isJsonMessage(message: string): boolean {
  try {
    const value: unknown = JSON.parse(message);
    return (
      typeof value === 'object' && value !== null && 'default' in value && Object.values(value).every((one) => typeof one === 'string')
    );
  } catch {
    return false;
  }
}

/** Epoch milliseconds of a basic ISO 8601 time. */
function timeOf(basic: string): number {
  return Date.parse(basic.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
