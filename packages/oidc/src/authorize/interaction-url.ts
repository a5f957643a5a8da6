import { type Addresses, addressOf } from '@waygate/schema';
import type { Interaction, KoaContextWithOIDC } from 'oidc-provider';
import type { OAuthDeps } from '../oauth-deps.ts';
import { factsOf } from '../request-facts.ts';
import { firstUnmet } from './assurance.ts';
import type { DemandFor } from './demand-for.ts';
import { mustRun } from './interaction-policy.ts';

/** Where the person is led: to the page that asks whether they agree, or to the hosted sign-on page of the journey that is demanded, from which they come back. */
export function interactionUrl(realm: string, demandFor: DemandFor, deps: Addresses & Pick<OAuthDeps, 'signOnPath'>) {
  const address = addressOf(deps, realm);
  return async (ctx: KoaContextWithOIDC, { uid, prompt, returnTo }: Interaction): Promise<string> => {
    const locale = firstWord(ctx.oidc.params?.['ui_locales']);
    const search = new URLSearchParams(locale === undefined ? {} : { locale });
    if (prompt.name === 'consent') {
      const name = realm === '/' ? 'root' : encodeURIComponent(realm.slice(1));
      return `${address}/consent/${name}/${uid}${search.size === 0 ? '' : `?${search}`}`;
    }
    const demand = await demandFor(ctx);
    const journey = firstUnmet(demand, factsOf(ctx.req).session) ?? demand.journeys[0];
    search.set('goto', returnTo);
    if (mustRun(prompt.reasons)) search.set('ForceAuth', 'true');
    const hint = ctx.oidc.params?.['login_hint'];
    if (typeof hint === 'string' && hint.length <= 256) search.set('login_hint', hint);
    return `${address}${deps.signOnPath(realm, journey)}?${search}`;
  };
}

function firstWord(text: unknown): string | undefined {
  const word = typeof text === 'string' ? text.split(' ')[0] : undefined;
  return word === undefined || !/^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,4}$/.test(word) ? undefined : word;
}
