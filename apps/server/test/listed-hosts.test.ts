import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FAILURE_ID, messagesService, SUCCESS_ID } from '@waygate/schema';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { allowedHosts } from '../src/allowed-hosts.ts';
import { journeyOf, node, openHouse } from './house.ts';

/** An address of the public Internet. Nothing is sent there: it is refused before a connection is made. */
const PUBLIC = '93.184.215.14';
const ASK = (list: string) =>
  `${PUBLIC} is not on the list of what this server may call. Ask its operator to add ${PUBLIC}:443 to ${list}.`;

/** Somebody on this machine who answers every request. */
async function peer() {
  const server = createServer((_request, response) => response.end('{}'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const asks = (restURL: string) => journeyOf({ ask: node('RESTNode', { restURL }, { NOMATCHRESPONSE: SUCCESS_ID, ERROR: FAILURE_ID }) });

describe('where the server may call listed hosts alone', () => {
  it('a node reaches one that is listed', async () => {
    const host = await peer();
    const house = await openHouse([asks(`http://${host}/`)], { surroundings: { outbound: 'listed', scriptHosts: [host] } });
    await house.start();
    expect(house.visits.map(({ result }) => result)).toEqual(['NOMATCHRESPONSE']);
  });

  it('a node does not reach the public Internet, and its trace says what to ask for', async () => {
    const house = await openHouse([asks(`https://${PUBLIC}/`)], { surroundings: { outbound: 'listed', scriptHosts: ['127.0.0.1'] } });
    await house.start();
    expect(house.visits).toMatchObject([
      { result: 'ERROR', audit: { reason: 'outbound.unlisted', help: expect.stringContaining('WAYGATE_SCRIPT_HOSTS') } },
    ]);
  });

  it('a script is told what to ask for', async () => {
    const { ports } = await openHouse([asks(`https://${PUBLIC}/`)], { surroundings: { outbound: 'listed' } });
    const request = { url: `https://${PUBLIC}/`, method: 'GET', headers: {}, body: undefined };
    await expect(ports.http.send(request)).rejects.toMatchObject({
      code: 'outbound.unlisted',
      message: expect.stringContaining(ASK('WAYGATE_SCRIPT_HOSTS')),
    });
  });

  it('nobody signs on with a provider that is not listed', async () => {
    const { ports, stores } = await openHouse([asks('https://x.example/')], { surroundings: { outbound: 'listed' } });
    const value = {
      _id: 'peer',
      _type: { _id: 'oidcConfig' },
      enabled: true,
      clientId: 'c',
      clientSecret: 's',
      wellKnownEndpoint: `https://${PUBLIC}/.well-known/openid-configuration`,
      issuer: `https://${PUBLIC}`,
      scopes: ['openid'],
    };
    await stores.realmObjects.put('/alpha', [{ kind: 'socialProvider', id: 'peer', value }]);
    await expect(ports.federation.begin('/alpha', 'peer', { locales: ['en'] })).rejects.toMatchObject({
      code: 'federation.provider_unusable',
      message: expect.stringContaining(ASK('WAYGATE_PROVIDER_HOSTS')),
    });
  });

  it('no message goes by a gateway that is not listed, and the log says why', async () => {
    const logged: object[] = [];
    const messages = { outbox: false, gatewayHosts: [], mailServers: [], log: (_level: string, facts: object) => void logged.push(facts) };
    const { ports, stores } = await openHouse([asks('https://x.example/')], { surroundings: { outbound: 'listed', messages } });
    const sms = { type: 'http', url: `https://${PUBLIC}/`, body: '{{text}}' };
    await stores.services.set('/alpha', 'messages', messagesService.parse({ sms }));
    ports.messages.send({ realm: '/alpha', channel: 'sms', to: '+15551234567', text: 'x', runId: 'r', idempotencyKey: 'k' });
    await vi.waitFor(() => expect(JSON.stringify(logged)).toContain('outbound.unlisted'));
  });

  it('no directory is asked that is not listed', async () => {
    const { ports } = await openHouse([asks('https://x.example/')], { surroundings: { outbound: 'listed' } });
    const server = { addresses: [PUBLIC], mode: 'LDAPS', bindDn: '', bindPassword: '', within: 1_000, dialect: 'plain' } as const;
    const search = { bases: ['dc=example'], scope: 'SUBTREE', nameAttributes: ['uid'], filter: '', attributes: [] } as const;
    const credentials = { username: 'demo', password: 'x' };
    await expect(ports.directory.authenticate(server, search, credentials, async () => true)).rejects.toMatchObject({
      code: 'outbound.unlisted',
      message: expect.stringContaining(`Ask its operator to add ${PUBLIC}:636 to WAYGATE_DIRECTORY_HOSTS.`),
    });
  });
});

it('lists are compared in small letters, and say what they are called only where nothing else may be called', () => {
  expect(allowedHosts('WAYGATE_WEBHOOK_HOSTS', ['CRM.Internal:8443'])).toEqual(new Set(['crm.internal:8443']));
  expect(allowedHosts('WAYGATE_WEBHOOK_HOSTS').onlyListed).toBeUndefined();
  expect(allowedHosts('WAYGATE_WEBHOOK_HOSTS', [], 'listed').onlyListed).toBe('WAYGATE_WEBHOOK_HOSTS');
});
