import type { Provider } from 'oidc-provider';
import type { OAuthDeps } from '../oauth-deps.ts';
import type { OAuthRequest } from '../oauth-request.ts';
import { subjectOf } from '../subject.ts';
import { amrOf, provedAt } from './assurance.ts';

/**
 * When somebody comes back from the sign-on page: tells the library that they have signed on, if they have proved who they are since it sent them there. If not, it
 * sends them there again.
 */
export async function settleSignOn(provider: Provider, { realm, signedOn }: OAuthRequest, uid: string, deps: OAuthDeps): Promise<void> {
  const begun = await deps.tokens.find(realm, 'Interaction', uid);
  const interaction = begun === undefined ? undefined : await provider.Interaction.find(uid);
  if (begun === undefined || interaction === undefined || signedOn === undefined || interaction.prompt.name === 'consent') return;
  const { session } = signedOn;
  if (interaction.result !== undefined || provedAt(session) < begun.createdAt) return;
  interaction.result = {
    ...interaction.lastSubmission,
    login: { accountId: subjectOf(session.username), ts: Math.floor(provedAt(session) / 1000), amr: amrOf(session) },
    select_account: {},
  };
  await interaction.persist();
}
