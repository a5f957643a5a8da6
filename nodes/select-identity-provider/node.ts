import { defineNode, flagField, listField, objectAttributes, selectedIdp, username } from '@waygate/node-kit';
import { WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { searchPerson } from '../identity/find-person.ts';
import { identityAttributeField } from '../identity/identity-attribute-field.ts';

/** What stands for the accounts of the realm itself (AM). */
const LOCAL = 'localAuthentication';

export default defineNode({
  type: 'SelectIdPNode',
  displayName: 'Select Identity Provider',
  category: 'identity-management',
  tags: ['identity management'],
  icon: 'users',
  summary: 'Lets the person choose where to sign on: with a provider of the realm, or with an account here.',
  config: z.object({
    includeLocalAuthentication: flagField('Include local authentication', 'Offers an account of this realm beside the providers.', true),
    offerOnlyExisting: flagField('Offer only existing providers', 'Offers only what the person has signed on with before.'),
    passwordAttribute: z
      .string()
      .min(1)
      .max(128)
      .default('password')
      .meta({ title: 'Password attribute', help: 'Attribute by which a person can sign on here, when only what exists is offered.' }),
    identityAttribute: identityAttributeField('mail'),
    filteredProviders: listField(
      'Filter enabled providers',
      'Offers only these providers, by their ids. None means all that are switched on.',
    ),
  }),
  outcomes: { socialAuthentication: 'Social Authentication', localAuthentication: 'Local Authentication' },
  activeOutcomes: ({ includeLocalAuthentication }) =>
    includeLocalAuthentication ? ['socialAuthentication', LOCAL] : ['socialAuthentication'],
  callbacks: ['SelectIdPCallback'],
  reads: [objectAttributes, username],
  writes: [selectedIdp],
  endsPage: ['socialAuthentication'],
  async run({ config, node, realm, ports, state, answers, goTo, send }) {
    const { includeLocalAuthentication, offerOnlyExisting, filteredProviders } = config;
    const all = (await ports.federation.offered(realm)).filter(
      ({ id }) => filteredProviders.length === 0 || filteredProviders.includes(id),
    );
    const search = offerOnlyExisting
      ? await searchPerson(config.identityAttribute, {
          realm,
          ports,
          attributes: state.get(objectAttributes),
          username: state.get(username),
        })
      : undefined;
    const aliases = search?.person?.attributes['aliasList'] ?? [];
    const providers = search === undefined ? all : all.filter(({ id }) => aliases.some((alias) => alias.startsWith(`${id}-`)));
    const hasPassword =
      search?.person === undefined ? search === undefined : await ports.identities.has(realm, search.person.id, config.passwordAttribute);
    const offersLocal = includeLocalAuthentication && hasPassword;
    const options = [
      ...providers.map(({ id, uiConfig }) => ({ provider: id, uiConfig: { ...uiConfig } })),
      ...(offersLocal ? [{ provider: LOCAL }] : []),
    ];
    const [only, ...more] = options;
    if (only === undefined) {
      throw new WaygateError(
        'authoring',
        'node.nothing_to_offer',
        `${node.displayName} has nothing to offer: the realm has no provider that is switched on and can be used here.`,
      );
    }
    if (more.length === 0) {
      state.setShared(selectedIdp, only.provider);
      return goTo(only.provider === LOCAL ? LOCAL : 'socialAuthentication');
    }
    const chosen = answers.first('SelectIdPCallback')?.provider;
    // What was offered a while ago may be switched off by now.
    if (chosen === undefined || !options.some(({ provider }) => provider === chosen)) {
      return send([{ type: 'SelectIdPCallback', providers: options }]);
    }
    if (chosen === LOCAL) return goTo(LOCAL);
    state.setShared(selectedIdp, chosen);
    return goTo('socialAuthentication');
  },
});
