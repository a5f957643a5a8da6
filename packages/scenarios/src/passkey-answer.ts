import { dataInScript, type WebAuthnData } from '@waygate/phone';
import type { WireCallback } from '@waygate/schema';
import { outputOf, type SignOnPage } from './sign-on-page.ts';

/**
 * Answers a page that asks for a passkey, in either style.
 * @param answered what comes of what is asked
 * @throws Error when the page asks for none
 */
export function passkeyAnswer(page: SignOnPage, answered: (data: WebAuthnData) => string): WireCallback[] {
  const data = page.callbacks.map(dataOf).find((one) => one !== undefined);
  if (data === undefined) throw new Error('the page asks for no passkey');
  const value = answered(data);
  return page.callbacks.map((callback) =>
    outputOf(callback, 'id') === 'webAuthnOutcome' && callback.input !== undefined
      ? { ...callback, input: callback.input.map((input) => ({ ...input, value })) }
      : callback,
  );
}

function dataOf(callback: WireCallback): WebAuthnData | undefined {
  if (callback.type === 'MetadataCallback') return outputOf(callback, 'data') as WebAuthnData;
  const message = outputOf(callback, 'message');
  return typeof message === 'string' && message.includes('webAuthnOutcome') ? dataInScript(message) : undefined;
}
