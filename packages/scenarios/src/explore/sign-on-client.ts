import { type WireStep, wireError, wireStep, wireSuccess } from '@waygate/schema';

/** What the authenticate endpoint answered. */
export type Answered =
  | { readonly kind: 'step'; readonly step: WireStep }
  /** `cookies` as a client sends them from now on. */
  | { readonly kind: 'success'; readonly cookies: string }
  | { readonly kind: 'failure'; readonly message: string }
  /** Any other answer. */
  | { readonly kind: 'refused'; readonly message: string };

/** Speaks the authenticate protocol as the SDKs do, for one journey, and keeps its cookies as a browser does. */
export class SignOnClient {
  readonly #address: string;
  #suspendedId: string | undefined;
  readonly #cookies = new Map<string, string>();

  /** @param cookies that the client has already, as a `Cookie` header says them */
  constructor(url: string, realm: string, journey: string, cookies = '') {
    const parts = realm.split('/').filter((part) => part !== '');
    const query = new URLSearchParams({ authIndexType: 'service', authIndexValue: journey });
    this.#address = `${url}/am/json/realms/root${parts.map((part) => `/realms/${part}`).join('')}/authenticate?${query}`;
    for (const one of cookies.split('; ')) this.#keep(one);
  }

  /** Starts from the link of a mail when it starts next. */
  follow(link: URL): void {
    this.#suspendedId = link.searchParams.get('suspendedId') ?? undefined;
  }

  /** Starts the journey, or answers a step. */
  async post(step?: WireStep): Promise<Answered> {
    const cookie = this.#cookieHeader();
    const link = step === undefined && this.#suspendedId !== undefined ? `&${new URLSearchParams({ suspendedId: this.#suspendedId })}` : '';
    const response = await fetch(`${this.#address}${link}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'accept-api-version': 'protocol=1.0,resource=2.1',
        ...(cookie === '' ? {} : { cookie }),
      },
      ...(step === undefined ? {} : { body: JSON.stringify(step) }),
    });
    for (const one of response.headers.getSetCookie()) this.#keep(one.split(';')[0] ?? '');
    const content: unknown = await response.json();
    const next = wireStep.safeParse(content);
    if (response.status === 200 && next.success) return { kind: 'step', step: next.data };
    if (response.status === 200 && wireSuccess.safeParse(content).success) return { kind: 'success', cookies: this.#cookieHeader() };
    const error = wireError.safeParse(content);
    const message = error.success ? error.data.message : JSON.stringify(content).slice(0, 500);
    if (response.status === 401) return { kind: 'failure', message };
    return { kind: 'refused', message: `The server answered ${response.status}: ${message}` };
  }

  #keep(cookie: string): void {
    const [name = '', ...value] = cookie.split('=');
    if (name !== '') this.#cookies.set(name, value.join('='));
  }

  #cookieHeader(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}
