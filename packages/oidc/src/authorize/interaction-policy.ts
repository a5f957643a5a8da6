import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { factsOf } from '../request-facts.ts';
import { firstUnmet } from './assurance.ts';
import type { DemandFor } from './demand-for.ts';

const { Check, Prompt } = interactionPolicy;

/** Why somebody must sign on although they are signed on: then the journey runs whatever the session has completed. */
const MUST_RUN: ReadonlySet<string> = new Set([
  'login_prompt',
  'select_account_prompt',
  'max_age',
  'id_token_hint',
  'claims_id_token_sub_value',
]);

/** When an authorization request needs the person: to choose who they are, to sign on, to agree. */
export function interactionPolicyOf(demandFor: DemandFor): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  const login = policy.get('login');
  // What is asked of `acr` is asked of journeys here, below.
  for (const reason of ['essential_acrs', 'essential_acr']) login?.checks.remove(reason);
  login?.checks.add(
    new Check('journey', 'a journey that is demanded was not completed', 'login_required', async (ctx: KoaContextWithOIDC) => {
      const demand = await demandFor(ctx);
      if (demand.impossible) {
        throw new errors.CustomOIDCProviderError('unmet_authentication_requirements', 'none of the requested acr values can be obtained');
      }
      return firstUnmet(demand, factsOf(ctx.req).session) !== undefined;
    }),
  );
  // Which clients may go on without asking is told by the client and by what was agreed to before.
  policy.get('consent')?.checks.remove('native_client_prompt');
  policy.add(new Prompt({ name: 'select_account', requestable: true }), 0);
  return policy;
}

/** Whether a journey must run anew for these reasons. */
export function mustRun(reasons: readonly string[]): boolean {
  return reasons.some((reason) => MUST_RUN.has(reason));
}
