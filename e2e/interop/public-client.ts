import { oauthClient } from '@waygate/schema';
import type { Installation } from '../server/installation.ts';
import { ownName } from '../server/own-journey.ts';

/** Where applications find everything about the realm alpha. */
export function discoveryOf(installation: Installation): string {
  return `${installation.server.url}/am/oauth2/realms/root/realms/alpha/.well-known/openid-configuration`;
}

/**
 * Registers an application that runs in a browser and belongs to the house, so that nobody is asked whether they agree.
 * @param origin of the application
 * @param returnTo page of it that a sign-on comes back to
 * @returns what the application is configured with
 */
export async function registerPublicClient(installation: Installation, origin: string, returnTo = '/callback') {
  const clientId = ownName('spa').replace(' ', '-');
  const redirectUri = `${origin}${returnTo}`;
  const settings = oauthClient.parse({
    clientType: 'Public',
    redirectionUris: [redirectUri],
    scopes: ['openid', 'profile', 'email'],
    grantTypes: ['authorization_code'],
    isConsentImplied: true,
  });
  await installation.stores.realmObjects.create('/alpha', 'oauthClient', { id: clientId, value: { settings } });
  return { clientId, redirectUri, scope: 'openid profile email' };
}
