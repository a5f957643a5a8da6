import type { WireStep } from '@waygate/schema';
import type { SignOnAddress } from './sign-on-address.ts';

/**
 * The step that a tab stands at, so that a refresh shows it again. It is kept for this tab alone and only as the server sent it: nothing that was typed.
 * @param language of the page when the step was asked for
 */
export function keepStep(address: SignOnAddress, step: WireStep | undefined, language: string): void {
  if (step === undefined) sessionStorage.removeItem(nameOf(address));
  else sessionStorage.setItem(nameOf(address), JSON.stringify({ ...step, language }));
}

/** The kept step and the language that it was asked for in, unless the address wants a journey made anew. */
export function keptStep(address: SignOnAddress): { readonly step: WireStep; readonly language: string | undefined } | undefined {
  const text = sessionStorage.getItem(nameOf(address));
  if (text === null) return undefined;
  try {
    const { language, ...step } = JSON.parse(text) as WireStep & { language?: string };
    return expiryOf(step.authId) > Date.now() ? { step, language } : undefined;
  } catch {
    return undefined;
  }
}

/** When a step ends, epoch milliseconds: its handle says so to anybody. */
function expiryOf(authId: string): number {
  const payload = (authId.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  const { exp } = JSON.parse(atob(payload)) as { exp?: number };
  return (exp ?? 0) * 1000;
}

function nameOf({ realm, journey, parameters }: SignOnAddress): string {
  return `waygate.step ${realm} ${journey ?? ''} ${new URLSearchParams(parameters)}`;
}
