import type { AttemptPermit, AttemptPort, AttemptTarget } from '@waygate/node-kit';

/** The throttle as the engine needs it: it knows of a run what nodes do not. */
export interface AttemptJudge extends AttemptPort {
  /** @param facts.unproved nothing was proved of the person yet, so that the try can lock no account and disable nothing */
  begin(target: AttemptTarget, key: string, facts?: { readonly unproved?: boolean }): Promise<AttemptPermit>;
  /** The try was wrong, which is certain now. @returns whether the account is locked, by this or already */
  failed(target: AttemptTarget, key: string): Promise<boolean>;
  /** The answer was right, but of another authenticator: it is no failure of this one. */
  withdrawn(target: AttemptTarget, key: string): Promise<void>;
}
