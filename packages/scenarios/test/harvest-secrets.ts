import type { SecretScanner } from '../../../apps/server/test/leaks/secret-scanner.ts';

/** Names of what a step, a message or an answer has that nobody else may read. */
const SECRET_NAME =
  /^(authId|tokenId|challenge|jwt|password|secret|sharedSecret|signature|offlineBackupCode|mfaDeviceRegistration|offlineDeviceChallenge)$/;
/** Callbacks into which people, browsers and apps put what is secret. */
const SECRET_CALLBACK =
  /^(PasswordCallback|ValidatedCreatePasswordCallback|HiddenValueCallback|KbaCreateCallback|DeviceBindingCallback|DeviceSigningVerifierCallback)$/;
/** What is no secret though it stands where secrets do: what browsers and apps answer that had no key at hand, and switches. */
const OPEN = /^(ERROR::.*|unsupported|Unsupported|ClientNotRegistered|Timeout|Abort|true|false)$/s;
const LINK = /\b(?:otpauth|pushauth|mfauth):\/\/[^\s"'<>\\]+/g;

/** Has everything looked for that is secret in what goes to and comes from a server. @param open texts that are none, such as user names */
export function harvest(scanner: SecretScanner, kind: string, text: string, open: ReadonlySet<string>): void {
  const plant = (name: string, secret: unknown) => {
    if (typeof secret !== 'string' || secret.length < 4 || OPEN.test(secret) || open.has(secret)) return;
    scanner.plant(`${kind} ${name}`, secret);
  };
  for (const [link] of text.matchAll(LINK)) {
    plant('link', link);
    for (const [name, value] of URL.parse(link)?.searchParams ?? [])
      if (['secret', 's', 'c', 'm'].includes(name)) plant(`link ${name}`, value);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return;
  }
  const walk = (one: unknown) => {
    if (typeof one !== 'object' || one === null) return;
    const { type, input, output } = one as { readonly type?: unknown; readonly input?: unknown; readonly output?: unknown };
    if (typeof type === 'string' && SECRET_CALLBACK.test(type)) {
      // What a page shows beside a field is its prompt; only what is hidden is more than that.
      const shown = type === 'HiddenValueCallback' ? output : [];
      for (const { value: given } of [input ?? [], shown].flat() as { readonly value?: unknown }[]) plant(type, given);
    }
    for (const [name, member] of Object.entries(one)) {
      if (SECRET_NAME.test(name)) plant(name, member);
      else walk(member);
    }
  };
  walk(value);
}
