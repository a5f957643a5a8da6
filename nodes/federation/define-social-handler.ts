import {
  defineNode,
  federationAttempt,
  flagField,
  type NodeType,
  objectAttributes,
  scriptField,
  selectedIdp,
  stateKey,
  username,
} from '@waygate/node-kit';
import { type JsonObject, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { outageFields } from '../outage/outage-fields.ts';
import { reportsOutage } from '../outage/reports-outage.ts';
import { managedAttributes, standardProfile } from './standard-profile.ts';

/** What AM writes for a script that is not chosen yet. */
const NONE = ['', '[Empty]'];
const ALIASES = 'aliasList';

const accessToken = stateKey('access_token', z.string());
const refreshToken = stateKey('refresh_token', z.string());
/** What a provider told, by provider (AM). */
const socialData = stateKey('socialOAuthData', z.record(z.string(), z.json()));

/** What tells the two types apart. */
interface Kind {
  readonly type: string;
  readonly displayName: string;
  readonly tags: readonly string[];
  readonly summary: string;
  /** Whether there is an outcome for whoever comes back without having signed on. */
  readonly hasInterrupted: boolean;
}

/** AM's handler of sign-ons elsewhere, in its two types. */
export function defineSocialHandler({ type, displayName, tags, summary, hasInterrupted }: Kind): NodeType {
  const node = defineNode({
    type,
    displayName,
    category: 'federation',
    tags,
    icon: 'share',
    summary,
    config: z.object({
      script: scriptField(
        'Transformation script',
        'Makes attributes of a user out of the profile. Without one the usual attributes are taken.',
      ),
      usernameAttribute: z
        .string()
        .min(1)
        .max(128)
        .default('userName')
        .meta({ title: 'Username attribute', help: 'Attribute of those that holds the user name of a new account.' }),
      clientType: z
        .enum(['BROWSER', 'NATIVE'])
        .default('BROWSER')
        .meta({
          title: 'Client type',
          help: 'A browser is led to the provider; an application asks the provider itself and brings what it got.',
          options: { BROWSER: 'Browser', NATIVE: 'Application' },
        }),
      storeTokens: flagField('Store tokens', 'Keeps the tokens of the provider for the nodes that follow, until the next pause.'),
      ...outageFields,
    }),
    outcomes: {
      ACCOUNT_EXISTS: 'Account exists',
      NO_ACCOUNT: 'No account exists',
      SOCIAL_AUTH_INTERRUPTED: 'Social auth interrupted',
    },
    activeOutcomes: () => (hasInterrupted ? ['ACCOUNT_EXISTS', 'NO_ACCOUNT', 'SOCIAL_AUTH_INTERRUPTED'] : ['ACCOUNT_EXISTS', 'NO_ACCOUNT']),
    callbacks: ['RedirectCallback', 'IdPCallback'],
    reads: [selectedIdp, username, objectAttributes],
    writes: [username, objectAttributes, accessToken, refreshToken, socialData],
    mayProvide: { ACCOUNT_EXISTS: ['federated:oidc'] },
    texts: {
      refused: {
        en: 'The sign-in with the other provider could not be confirmed. Start again.',
        de: 'Die Anmeldung beim anderen Anbieter ließ sich nicht bestätigen. Beginnen Sie neu.',
      },
      interrupted: {
        en: 'You came back without having signed in with the other provider.',
        de: 'Sie sind zurückgekommen, ohne sich beim anderen Anbieter angemeldet zu haben.',
      },
      otherAccount: {
        en: 'You are known to the other provider by another account than the one you named here.',
        de: 'Beim anderen Anbieter gehören Sie zu einem anderen Konto als dem, das Sie hier genannt haben.',
      },
    },
    local: z.object({ attempt: federationAttempt }),
    async run(context) {
      const { config, node, realm, state, local, answers, request, ports, subject, text, goTo, send, refuse } = context;
      const provider = state.get(selectedIdp);
      if (provider === undefined) {
        throw new WaygateError(
          'authoring',
          'node.no_provider',
          `Nobody has chosen a provider before ${node.displayName}. Put a Select Identity Provider before it.`,
        );
      }
      const begin = async () => {
        if (config.clientType === 'NATIVE') {
          const { attempt, clientId, scopes, acrValues, nonce } = await ports.federation.beginNative(realm, provider);
          local.set({ attempt });
          const { redirectUri } = attempt;
          return send([{ type: 'IdPCallback', provider, clientId, redirectUri, scopes: [...scopes], nonce, acrValues: [...acrValues] }]);
        }
        const { redirectUrl, attempt } = await ports.federation.begin(realm, provider, { locales: request.locales });
        local.set({ attempt });
        return send([{ type: 'RedirectCallback', redirectUrl, redirectMethod: 'GET', trackingCookie: true }]);
      };
      const attempt = local.get()?.attempt;
      if (attempt === undefined || attempt.provider !== provider || !answers.submitted) return begin();

      const native = answers.first('IdPCallback');
      const parameters = request.parameters();
      const cameBack = native !== undefined || ['code', 'error', 'state'].some((name) => parameters[name] !== undefined);
      // Whoever goes back with the browser's button posts the step as it was.
      if (!cameBack) return hasInterrupted ? goTo('SOCIAL_AUTH_INTERRUPTED', { audit: { provider } }) : begin();
      const result =
        native === undefined
          ? await ports.federation.finish(realm, attempt, parameters)
          : await ports.federation.finishNative(realm, attempt, native);
      if (result.status === 'interrupted') {
        const audit = { provider, error: result.error.slice(0, 100) };
        return hasInterrupted ? goTo('SOCIAL_AUTH_INTERRUPTED', { audit }) : refuse('federation.interrupted', text('interrupted'));
      }
      if (result.status === 'refused') {
        const fault = `What came back from ${provider} is not believed (${result.reason}): ${result.detail}`;
        return { ...refuse('federation.refused', text('refused')), fault };
      }

      const { person } = result;
      const transform = (script: { readonly id: string } | { readonly revision: string }, bindings: JsonObject) =>
        ports.scripts.transform({ realm, script, bindings, state: state.scopes(), idempotencyKey: context.idempotencyKey });
      const told = { jwtClaims: person.claims, selectedIdp: provider };
      const profile =
        person.transform === undefined
          ? standardProfile(person.rawProfile)
          : await transform({ id: person.transform }, { rawProfile: person.rawProfile, ...told });
      const named = config.script !== undefined && !NONE.includes(config.script);
      const revision = config.script === undefined ? undefined : context.scriptRevision(config.script);
      if (named && revision === undefined) {
        throw new WaygateError(
          'authoring',
          'script.missing',
          `${node.displayName} names a script that the realm did not have when this run began.`,
        );
      }
      const attributes = withoutNothing(
        revision === undefined || !named
          ? managedAttributes(profile)
          : await transform({ revision }, { normalizedProfile: profile, ...told }),
      );

      if (config.storeTokens) {
        if (person.accessToken !== undefined) state.setTransient(accessToken, person.accessToken);
        if (person.refreshToken !== undefined) state.setTransient(refreshToken, person.refreshToken);
      }
      state.setTransient(socialData, { [provider]: person.rawProfile });
      const [known, ...others] = await ports.identities.findByAlias(realm, person.alias);
      const typed = subject?.username ?? state.get(username);
      const meant = typed === undefined ? undefined : await ports.identities.find(realm, typed);
      // What two people are called says of neither who it is, and nobody becomes somebody else by signing on elsewhere.
      if (others.length > 0 || (known !== undefined && meant !== undefined && known.id !== meant.id)) {
        const fault = `${person.alias} is an alias of ${others.length > 0 ? 'several people' : 'somebody else than the journey is about'}.`;
        return { ...refuse('federation.other_account', text('otherAccount')), fault };
      }
      const audit = { provider, issuer: person.issuer };
      const { [config.usernameAttribute]: name, [ALIASES]: _, ...rest } = attributes;
      const own = known ?? subject;
      const before = own === undefined ? [] : await aliasesOf(own.id);
      state.setTransient(objectAttributes, { ...rest, [ALIASES]: [...new Set([...before, person.alias])] });
      const calledHere = own?.username ?? (typeof name === 'string' ? name : undefined);
      if (calledHere !== undefined) {
        state.setShared(username, calledHere);
        state.setShared(objectAttributes, { [config.usernameAttribute]: calledHere });
      }
      if (known === undefined)
        return goTo('NO_ACCOUNT', { audit, vouched: { factor: 'federated:oidc', issuer: person.issuer, alias: person.alias } });
      return goTo('ACCOUNT_EXISTS', {
        audit,
        identified: { id: known.id, username: known.username },
        proves: ['federated:oidc'],
        provedBy: person.issuer,
      });

      async function aliasesOf(id: string): Promise<readonly string[]> {
        const list = (await ports.identities.read(realm, id))?.object[ALIASES];
        return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
      }
    },
  });
  return reportsOutage(node);
}

/** What a script left empty is not there. */
function withoutNothing(attributes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null && value !== ''));
}
