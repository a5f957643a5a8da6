import type { WireStep } from '@waygate/schema';
import type { SignOnAddress } from './sign-on-address.ts';

/** What a tab keeps of the step that it stands at. */
export interface KeptStep {
  /** What the server gives the step again for, to this browser alone. It says nothing to anybody else: neither key nor code nor text of the step can be read here. */
  readonly kept: string;
  /** Language of the page when the step was asked for. */
  readonly language: string;
}

/** Keeps for this tab which step it stands at, so that a refresh shows it again. Undefined forgets it. */
export function keepStep(address: SignOnAddress, step: WireStep | undefined, language: string): void {
  if (step?.kept === undefined) sessionStorage.removeItem(nameOf(address));
  else sessionStorage.setItem(nameOf(address), JSON.stringify({ kept: step.kept, language } satisfies KeptStep));
}

/** What this tab kept of the journey at an address. */
export function keptStep(address: SignOnAddress): KeptStep | undefined {
  const text = sessionStorage.getItem(nameOf(address));
  if (text === null) return undefined;
  try {
    const { kept, language } = JSON.parse(text) as Partial<KeptStep>;
    return typeof kept === 'string' ? { kept, language: language ?? '' } : undefined;
  } catch {
    return undefined;
  }
}

function nameOf({ realm, journey, parameters }: SignOnAddress): string {
  return `waygate.step ${realm} ${journey ?? ''} ${new URLSearchParams(parameters)}`;
}
