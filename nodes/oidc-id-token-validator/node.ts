import { defineNode, type Identity, listField, type NodePorts, scriptField, secretLabelField, stateKey } from '@waygate/node-kit';
import { type JsonObject, providerEndpoint, WaygateError } from '@waygate/schema';
import { z } from 'zod';
import { outageFields } from '../outage/outage-fields.ts';
import { reportsOutage } from '../outage/reports-outage.ts';

/** What AM writes for a script that is not chosen yet. */
const NONE = ['', '[Empty]'];
/** Bytes that a key for HMAC must have (RFC 7518 3.2). */
const SHORTEST_KEY = 32;
/** Attributes of a person by name, as a script made them of the claims (AM). */
const lookupAttributes = stateKey('lookupAttributes', z.record(z.string(), z.json()));

const node = defineNode({
  type: 'OidcNode',
  displayName: 'OIDC ID Token Validator',
  category: 'federation',
  tags: ['social', 'federation'],
  icon: 'certificate',
  summary: 'Believes an ID token that comes with the request, when its issuer made it for us.',
  config: z.object({
    oidcValidationType: z
      .enum(['WELL_KNOWN_URL', 'CLIENT_SECRET', 'JWK_URL'])
      .default('WELL_KNOWN_URL')
      .meta({
        title: 'OpenID Connect validation type',
        help: 'Where the keys come from that check the signature.',
        options: { WELL_KNOWN_URL: 'Well-known address', CLIENT_SECRET: 'Client secret', JWK_URL: 'Address of the keys' },
      }),
    oidcValidationValue: z.string().max(8_192).default('').meta({
      title: 'OpenID Connect validation value',
      help: 'The address, or the client secret: name a secret by a placeholder such as &{esv.client.secret}, so that it stands in no journey.',
    }),
    secretId: secretLabelField('Client secret label', 'Kept for exports. Name the secret by a placeholder in the field above.'),
    headerName: z
      .string()
      .min(1)
      .max(128)
      .default('oidc_id_token')
      .meta({ title: 'ID token header name', help: 'Header of the request that has the token.' }),
    idTokenIssuer: z.string().max(2_000).default('').meta({ title: 'Token issuer', help: 'What the issuer calls itself.' }),
    audienceName: z.string().max(2_000).default('').meta({ title: 'Audience name', help: 'Whom the token must be for.' }),
    authorisedParties: listField('Authorized parties', 'Whom the token may have been issued to beside the audience.'),
    script: scriptField('Transformation script', 'Makes attributes to look for a person by out of the claims.'),
    inputs: listField('Script inputs', 'State keys that the script may read; * means all.', ['*']),
    unreasonableLifetimeLimit: z
      .int()
      .min(1)
      .max(525_600)
      .default(60)
      .meta({ title: 'Unreasonable lifetime limit', help: 'A token that lives longer is not believed.', unit: 'minutes' }),
    ...outageFields,
  }),
  outcomes: { true: 'True', false: 'False' },
  writes: [lookupAttributes],
  dynamicReads: ({ inputs }) => inputs,
  mayProvide: { true: ['federated:oidc'] },
  async run({ config, node, realm, request, state, ports, now, scriptRevision, idempotencyKey, goTo }) {
    const [token, ...more] = request.header(config.headerName.toLowerCase());
    if (token === undefined || token === '' || more.length > 0) return goTo('false');
    const { oidcValidationType: from, oidcValidationValue: value, idTokenIssuer: issuer, audienceName: audience } = config;
    if (issuer === '' || audience === '' || !(from === 'CLIENT_SECRET' ? isKey(value) : providerEndpoint.safeParse(value).success)) {
      throw new WaygateError(
        'authoring',
        'node.not_set_up',
        `${node.displayName} does not say whose tokens are believed: fill in its issuer, audience and value. The value is an address with https, or a secret of ${SHORTEST_KEY} bytes at least whose placeholder is known.`,
      );
    }
    const claims = await ports.federation.checkIdToken({
      token,
      keys: from === 'CLIENT_SECRET' ? { from, secret: value } : { from, url: value },
      issuer,
      audience,
      authorizedParties: config.authorisedParties,
      longestLife: config.unreasonableLifetimeLimit,
      now,
    });
    if (claims === undefined) return goTo('false');
    const named = config.script !== undefined && !NONE.includes(config.script);
    if (config.script === undefined || !named) return goTo('true', { audit: { issuer } });
    const revision = scriptRevision(config.script);
    if (revision === undefined) {
      throw new WaygateError(
        'authoring',
        'script.missing',
        `${node.displayName} names a script that the realm did not have when this run began.`,
      );
    }
    const attributes = await ports.scripts.transform({
      realm,
      script: { revision },
      bindings: { jwtClaims: claims },
      state: state.scopes(),
      idempotencyKey,
    });
    state.setShared(lookupAttributes, attributes);
    const person = await personWith(attributes, claims, realm, ports);
    if (person === undefined) return goTo('true', { audit: { issuer } });
    const identified = { id: person.id, username: person.username };
    return goTo('true', { audit: { issuer }, identified, proves: ['federated:oidc'], provedBy: issuer });
  },
});

export default reportsOutage(node);

/** A placeholder that nobody has put a value in for is known to everybody who reads the journey. */
function isKey(value: string): boolean {
  return !value.includes('&{') && new TextEncoder().encode(value).length >= SHORTEST_KEY;
}

/** The one person who has all of these values. An address that the issuer has not checked says of nobody who it is. */
async function personWith(
  attributes: JsonObject,
  claims: JsonObject,
  realm: string,
  { identities }: NodePorts,
): Promise<Identity | undefined> {
  const wanted = Object.entries(attributes).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (typeof one === 'string' && one !== '' ? [[name, one] as const] : [])),
  );
  const [first] = wanted;
  const unchecked = wanted.some(([name]) => name === 'mail') && claims['email_verified'] !== true;
  if (first === undefined || unchecked) return undefined;
  const person = first[0] === 'aliasList' ? (await identities.findByAlias(realm, first[1]))[0] : await identities.findBy(realm, ...first);
  if (person === undefined) return undefined;
  const valuesOf = (name: string) => (name === 'userName' ? [person.username] : (person.attributes[name] ?? []));
  const has = ([name, value]: readonly [string, string]) =>
    valuesOf(name).some((one) => one === value || (name !== 'aliasList' && one.toLowerCase() === value.toLowerCase()));
  return wanted.every(has) ? person : undefined;
}
