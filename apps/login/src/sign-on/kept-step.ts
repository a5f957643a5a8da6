import type { WireStep } from '@waygate/schema';
import type { SignOnAddress } from './sign-on-address.ts';

/**
 * The step that a tab stands at, so that a refresh shows it again. It is kept for this tab alone and only as the server sent it: nothing that was typed.
 */
export function keepStep(address: SignOnAddress, step: WireStep | undefined): void {
  if (step === undefined) sessionStorage.removeItem(nameOf(address));
  else sessionStorage.setItem(nameOf(address), JSON.stringify(step));
}

/** The kept step, unless the address wants a journey made anew. */
export function keptStep(address: SignOnAddress): WireStep | undefined {
  const text = sessionStorage.getItem(nameOf(address));
  if (text === null) return undefined;
  try {
    const step = JSON.parse(text) as WireStep;
    return expiryOf(step.authId) > Date.now() ? step : undefined;
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
