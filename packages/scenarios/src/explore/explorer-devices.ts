import { answerWebAuthn, BoundApp, dataInScript, OathApp, SoftwareAuthenticator, type WebAuthnData } from '@waygate/phone';
import type { Json, WireCallback, WireStep } from '@waygate/schema';
import { hiddenValue, outputOf } from '../sign-on-page.ts';

/** What an app says that does not sign. */
const CLIENT_ERRORS = ['Abort', 'Timeout', 'Unsupported', 'ClientNotRegistered'];

/** What somebody who explores has beside a phone: an app that keeps a key, one that shows codes, and an authenticator for passkeys. They know what stands on a page and nothing else. */
export class ExplorerDevices {
  readonly #origin: string;
  readonly #passkeys = new SoftwareAuthenticator();
  readonly #app: BoundApp;
  readonly #now: () => number;
  #codes: OathApp | undefined;

  /** @param origin of the pages. @param applicationId what the app is called. @param now epoch milliseconds */
  constructor(origin: string, applicationId: string, now: () => number) {
    this.#origin = origin;
    this.#now = now;
    this.#app = new BoundApp('ios', applicationId, now);
  }

  /** Scans the link of one-time passwords that a page shows, if it does. */
  look(page: WireStep): void {
    const link = hiddenValue(page, 'mfaDeviceRegistration');
    if (link !== undefined && /^(otpauth|mfauth):/.test(link)) this.#codes = new OathApp(link);
  }

  /** The code that is shown now; undefined when no link was scanned. */
  code(): string | undefined {
    return this.#codes?.code(this.#now());
  }

  /** Values of the inputs of a binding, in their order. @param error what the app says instead of signing */
  bind(callback: WireCallback, error?: number): readonly Json[] {
    if (error !== undefined) return ['', '', '', errorAt(error)];
    return [this.#app.bind(wishOf(callback)), 'Explorer', this.#app.deviceId, ''];
  }

  /** The same for a challenge that is to be signed. */
  confirm(callback: WireCallback, error?: number): readonly Json[] {
    return error === undefined ? [this.#app.confirm(wishOf(callback)), ''] : ['', errorAt(error)];
  }

  /** What a page's script would write into `webAuthnOutcome`; undefined when the page asks for no passkey. */
  passkey({ callbacks }: WireStep, agrees: boolean): string | undefined {
    const data = callbacks.map(webAuthnDataOf).find((found) => found !== undefined);
    if (data === undefined) return undefined;
    return agrees ? answerWebAuthn(this.#passkeys, data, this.#origin) : 'ERROR::NotAllowedError:The person has said no.';
  }
}

/** How many errors an app may say. */
export const CLIENT_ERROR_COUNT = CLIENT_ERRORS.length;

function errorAt(at: number): string {
  return CLIENT_ERRORS[at] ?? 'Abort';
}

function wishOf(callback: WireCallback) {
  const text = (name: string) => String(outputOf(callback, name) ?? '');
  return { userId: text('userId'), challenge: text('challenge'), timeout: Number(outputOf(callback, 'timeout') ?? 0) };
}

/** Both styles of AM: in a callback of its own, and in a script. */
function webAuthnDataOf(callback: WireCallback): WebAuthnData | undefined {
  const data = outputOf(callback, 'data');
  if (isObject(data) && String(data['_action'] ?? '').startsWith('webauthn')) return data;
  const message = outputOf(callback, 'message');
  return typeof message === 'string' && message.includes('var scriptContext = ') ? dataInScript(message) : undefined;
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
