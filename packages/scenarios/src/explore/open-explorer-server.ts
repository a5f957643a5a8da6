import { randomBytes } from 'node:crypto';
import { type AdminClient, createAdminClient } from '@waygate/client';
import { type JourneyDocument, serviceSchemas } from '@waygate/schema';
import { ADMINISTRATOR, defaultRealm, ensureRootRealm } from '@waygate/server';
import { given } from '../scenario.ts';
import { serveWorld, type WorldServer } from '../world-server.ts';
import { signOnJourney } from './explorer-journeys.ts';

/** A server to which journeys are brought over HTTP, by an administrator. */
export interface ExplorerServer {
  readonly server: WorldServer;
  /** Makes an empty realm in which everything is set that journeys may ask for. @returns its path */
  makeRealm(): Promise<string>;
  /** Makes a journey live as it is. */
  publish(realm: string, document: JourneyDocument): Promise<void>;
  /** The administration API, for an administrator who has just signed on. */
  administrator(): Promise<AdminClient>;
  close(): Promise<void>;
}

/** Realms have terms and something to consent to, so that nodes that ask for it do ask. */
const TERMS = {
  active: '1.0',
  versions: [{ version: '1.0', termsTranslations: { en: 'Be kind.' }, createDate: '2026-01-01T00:00:00Z' }],
};
const CONSENT = { mappings: [{ name: 'managedUser_newsletter', displayName: 'Newsletter', fields: ['mail'] }] };

/** Opens a server with an administrator and nothing else. */
export async function openExplorerServer(): Promise<ExplorerServer> {
  const server = await serveWorld({ realm: '/first', journey: 'AdminLogin', given: given.parse({}) }, []);
  const { workspace } = server.world;
  await ensureRootRealm(workspace, 'off');
  const publish = async (realm: string, document: JourneyDocument) =>
    void (await workspace.stores.journeys.publish(realm, [document], { at: server.world.clock.now(), author: 'explorer', note: '' }));
  const password = randomBytes(12).toString('base64url');
  await workspace.stores.identities.create({
    id: ADMINISTRATOR,
    realm: '/',
    username: ADMINISTRATOR,
    active: true,
    attributes: {},
    passwordHash: await workspace.hasher.hash(password),
    createdAt: server.world.clock.now(),
  });
  return {
    server,
    async makeRealm() {
      const path = `/e${randomBytes(6).toString('hex')}`;
      const { realms, services } = workspace.stores;
      await realms.put(defaultRealm(path, undefined));
      await services.set(path, 'terms', serviceSchemas.terms.parse(TERMS));
      await services.set(path, 'consentMappings', serviceSchemas.consentMappings.parse(CONSENT));
      await publish(path, signOnJourney);
      return path;
    },
    publish,
    async administrator() {
      const cookie = await signOn(server.url, password);
      return createAdminClient({
        baseUrl: server.url,
        fetch: (input, init) => fetch(input, { ...init, headers: { ...init?.headers, Cookie: cookie } }),
      });
    },
    close: () => server.close(),
  };
}

async function signOn(url: string, password: string): Promise<string> {
  const response = await fetch(`${url}/am/json/realms/root/authenticate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-openam-username': ADMINISTRATOR, 'x-openam-password': password },
  });
  const [cookie] = response.headers.getSetCookie();
  if (cookie === undefined) throw new Error(`The administrator could not sign on: ${response.status} ${await response.text()}`);
  return cookie.split(';')[0] ?? '';
}
