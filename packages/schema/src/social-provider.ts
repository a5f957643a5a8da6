import { z } from 'zod';
import type { JsonObject } from './json.ts';

/** Kinds of providers that speak OpenID Connect, by AM's ids. Others are kept and not run. */
export const OIDC_PROVIDER_TYPES = ['oidcConfig', 'googleConfig', 'microsoftConfig', 'appleConfig'] as const;

/** An address of a provider: https, or http on this machine alone. */
export const providerEndpoint = z
  .url({ message: 'An address is written out in full.' })
  .max(2_000)
  .regex(/^(https:\/\/[^/?#@\s]+|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?)([/?][^#\s]*)?$/, {
    message: 'Use https, or http on localhost, without a user name and without a fragment.',
  });
const word = z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]{1,256}$/, { message: 'One word of printable characters.' });

/** What is read of a provider; names and values are AM's. */
const fields = {
  enabled: z.boolean().default(true),
  clientId: z.string().min(1).max(512),
  /** Where the server describes itself. Without it the issuer, the endpoints and the keys are to be named. */
  wellKnownEndpoint: providerEndpoint.exactOptional(),
  issuer: providerEndpoint.exactOptional(),
  authorizationEndpoint: providerEndpoint.exactOptional(),
  tokenEndpoint: providerEndpoint.exactOptional(),
  userInfoEndpoint: providerEndpoint.exactOptional(),
  jwksUriEndpoint: providerEndpoint.exactOptional(),
  scopes: z.array(word).max(100).default(['openid', 'profile', 'email']),
  acrValues: z.array(word).max(50).default([]),
  clientAuthenticationMethod: z.enum(['CLIENT_SECRET_POST', 'CLIENT_SECRET_BASIC', 'NONE']).default('CLIENT_SECRET_POST'),
  /** Where the provider leads back to; the hosted page of the realm when left out. */
  redirectURI: providerEndpoint
    .regex(/^[^?]*$/, { message: 'The address that a provider leads back to has no parameters of its own.' })
    .exactOptional(),
  responseMode: z.enum(['DEFAULT', 'FORM_POST']).default('DEFAULT'),
  /** Where a form that was posted leads on to; the hosted page of the realm when left out. */
  redirectAfterFormPostURI: providerEndpoint.exactOptional(),
  /** Member of the profile that says who somebody is there. */
  authenticationIdKey: z.string().min(1).max(128).default('sub'),
  /** Whether an application that asked the provider itself must show the nonce that it was given. */
  enableNativeNonce: z.boolean().default(true),
  /** Id of the script that puts the profile into AM's words. */
  transform: z.string().max(256).exactOptional(),
  /** What buttons say and show. */
  uiConfig: z.record(z.string().max(64), z.string().max(4_096)).default({}),
} as const;

/** A provider of OpenID Connect as administrators write it. The secret stands apart. */
export const socialProviderSettings = z
  .strictObject({ type: z.enum(OIDC_PROVIDER_TYPES).default('oidcConfig'), ...fields })
  .superRefine((settings, issues) => {
    for (const message of missingIn(settings)) issues.addIssue({ code: 'custom', message });
  });
export type SocialProviderSettings = z.infer<typeof socialProviderSettings>;

/** Ids of providers stand in addresses and before what somebody is called there. */
export const socialProviderId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, { message: 'An id has letters, digits, dots, hyphens and underscores, 128 at most.' });

/** Body that makes or changes a provider. */
export const socialProviderRequest = z.strictObject({
  settings: socialProviderSettings,
  secret: z.string().min(1).max(8_192).exactOptional(),
});
export type SocialProviderRequest = z.infer<typeof socialProviderRequest>;

/** A provider as administrators see it: whether there is a secret, never which. */
export interface SocialProviderView {
  readonly id: string;
  /** AM's kind, which may be one that is not run here. */
  readonly type: string;
  readonly enabled: boolean;
  readonly settings: JsonObject;
  readonly hasSecret: boolean;
  /** Why nobody can sign on with it here; empty when they can. */
  readonly problems: readonly string[];
}

/** What a realm keeps of a provider, read: settings to sign on with, or why there are none. */
export type SocialProviderReading =
  | { readonly settings: z.infer<typeof stored>; readonly problems: readonly [] }
  | { readonly settings: undefined; readonly problems: readonly string[] };

const stored = z.object({ ...fields, clientSecret: z.string().exactOptional() });

/** Settings that mean something that this server does not do, with the values that it does do. */
const ONLY: Readonly<Record<string, readonly unknown[]>> = {
  issuerComparisonCheckType: ['EXACT'],
  encryptedIdTokens: [false],
  encryptJwtRequestParameter: [false],
  jwtRequestParameterOption: ['NONE'],
  userInfoResponseType: ['JSON'],
  useCustomTrustStore: [false],
};

/** Reads a provider as a realm keeps it and as AM writes it. Members that are not known here do no harm. */
export function readSocialProvider(value: JsonObject): SocialProviderReading {
  const type = socialProviderType(value);
  if (!OIDC_PROVIDER_TYPES.some((known) => known === type)) {
    return {
      settings: undefined,
      problems: [`A provider of the kind ${type} is not plain OpenID Connect, which is all that this server speaks.`],
    };
  }
  // AM writes null and empty texts for what is not set.
  const given = Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null && one !== ''));
  const ui = given['uiConfig'];
  const texts = typeof ui === 'object' && ui !== null ? Object.entries(ui).filter(([, one]) => typeof one === 'string') : [];
  const parsed = stored.safeParse({ ...given, uiConfig: Object.fromEntries(texts) });
  const strange = Object.entries(ONLY).flatMap(([name, known]) =>
    given[name] === undefined || known.includes(given[name]) ? [] : [`${name} can only be ${String(known[0])} here.`],
  );
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return { settings: undefined, problems: [...issues, ...strange] };
  }
  const problems = [...missingIn({ ...parsed.data, type }), ...strange];
  return problems.length > 0 ? { settings: undefined, problems } : { settings: parsed.data, problems: [] };
}

/** Members that say who gets the secret of a provider, and whose it is. */
const SECRET_GOES_TO = [
  'clientId',
  'wellKnownEndpoint',
  'issuer',
  'authorizationEndpoint',
  'tokenEndpoint',
  'userInfoEndpoint',
  'jwksUriEndpoint',
  'introspectEndpoint',
] as const;

/** Whether a secret that was given for a provider may be used for what it is to be: whoever changes where it is sent must know it. */
export function keepsSecret(before: JsonObject, after: JsonObject): boolean {
  const isSame = (name: string) => (before[name] ?? '') === (after[name] ?? '');
  return SECRET_GOES_TO.every(isSame) && socialProviderType(before) === socialProviderType(after);
}

/** AM's kind of a provider. */
export function socialProviderType(value: JsonObject): string {
  const type = value['_type'];
  const id = typeof type === 'object' && type !== null && !Array.isArray(type) ? type['_id'] : undefined;
  return typeof id === 'string' ? id : '';
}

function missingIn(provider: Omit<z.infer<typeof stored>, 'clientSecret'> & { readonly type: string }): string[] {
  const problems: string[] = [];
  const { wellKnownEndpoint, issuer, authorizationEndpoint, tokenEndpoint, jwksUriEndpoint } = provider;
  const named = [issuer, authorizationEndpoint, tokenEndpoint, jwksUriEndpoint].every((one) => one !== undefined);
  if (wellKnownEndpoint === undefined && !named)
    problems.push('Name the well-known endpoint, or the issuer, the authorization and token endpoints and the address of the keys.');
  // Apple answers with an ID token whatever is asked for, and refuses the scope.
  if (!provider.scopes.includes('openid') && provider.type !== 'appleConfig') problems.push('The scopes must have openid among them.');
  return problems;
}
