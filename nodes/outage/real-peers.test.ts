import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createDirectoryService,
  createFederationService,
  createMailService,
  createMessageService,
  createOutboundHttp,
  createPushDeviceDirectory,
  createSmtpTransport,
  createSnsTransport,
} from '@waygate/integrations';
import { createPushService } from '@waygate/mfa';
import type { NodePorts, NodeType, PushDevice } from '@waygate/node-kit';
import { type NodeRun, runNode } from '@waygate/node-kit/testing';
import { type JsonObject, messagesService, pushNotificationService } from '@waygate/schema';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ADMIN, PEOPLE, type Slapd, startSlapd } from '../../packages/integrations/test/directory/slapd.ts';
import { smtpPeer } from '../../packages/integrations/test/mail/smtp-peer.ts';
import { CLIENT, openIdPeer, SECRET } from '../../packages/integrations/test/openid-peer.ts';
import { SnsEmulator } from '../../packages/integrations/test/sns-emulator.ts';
import { CUTS, type Cut, NO_NAME, type Wire, wireTo } from '../../packages/integrations/test/wire.ts';
import activeDirectory from '../ad-decision/node.ts';
import emailSuspend from '../email-suspend/node.ts';
import emailTemplate from '../email-template/node.ts';
import httpClient from '../http-client/node.ts';
import ldap from '../ldap-decision/node.ts';
import legacySocial from '../legacy-social-provider-handler/node.ts';
import idToken from '../oidc-id-token-validator/node.ts';
import otpMail from '../otp-email-sender/node.ts';
import otpSms from '../otp-sms-sender/node.ts';
import otpVoice from '../otp-voice-sender/node.ts';
import pushSender from '../push-sender/node.ts';
import social from '../social-provider-handler/node.ts';
import { MIA, PASSWORD, senderWorld } from '../test/sender-world.ts';

const NOW = 1_790_000_000_000;
/** As nobody waits for what is there, and for what says that it is not. */
const asked = { outageOutcome: true, identityProvider: 'Peer', outageWithin: 60 };
const impatient = { ...asked, outageWithin: 1 };

/** A node in front of a real peer. */
interface Place {
  readonly node: NodeType;
  /** Makes what the node is run with, of where it finds the peer. */
  readonly run: (host: string) => NodeRun | Promise<NodeRun>;
  /** Port of the peer. */
  readonly port: number;
  /** Outcome while nothing is cut; the action, when it asks. */
  readonly whole: string;
}

let slapd: Slapd;
let sns: SnsEmulator;
beforeAll(async () => {
  slapd = await startSlapd();
  await slapd.add('mia', 'correct horse');
  sns = await SnsEmulator.start();
});
afterAll(async () => {
  await slapd.stop();
  await sns.close();
});

const allowed = (host: string) => new Set([host, NO_NAME]);
const quiet = { log: () => undefined, now: () => NOW };
const portOf = (host: string) => Number(host.slice(host.lastIndexOf(':') + 1));
const nameOf = (host: string) => host.slice(0, host.lastIndexOf(':'));
/** Only addresses of this machine are taken for providers without TLS. */
const urlOf = (host: string) => `${host.startsWith(NO_NAME) ? 'https' : 'http'}://${host}`;

const directory = (node: NodeType) => async (): Promise<Place> => ({
  node,
  port: portOf(slapd.address),
  whole: 'TRUE',
  run: (host) => ({
    config: {
      primaryServers: [host],
      accountSearchBaseDn: [PEOPLE],
      adminDn: ADMIN.dn,
      adminPassword: ADMIN.password,
      beheraEnabled: false,
    },
    shared: { username: 'mia' },
    secure: { password: 'correct horse' },
    ports: {
      directory: createDirectoryService({ allowed: allowed(host) }),
      offlineDirectory: {
        admit: <T>(_realm: string, work: (enter: () => void) => Promise<T>) => work(() => undefined),
        capture: async () => undefined,
        refused: async () => undefined,
      },
      identities: { find: async () => MIA, findByAlias: async () => [] },
      attempts: { begin: async () => ({ allowed: true }), succeeded: async () => undefined, undecided: async () => undefined },
    },
  }),
});

/** A web server that takes everything. */
async function web(): Promise<number> {
  const server = createServer((request, response) => request.resume().on('end', () => response.end('{"ok":true}')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const http = async (): Promise<Place> => ({
  node: httpClient,
  port: await web(),
  whole: 'NOMATCHRESPONSE',
  run: (host) => ({ config: { restURL: `http://${host}/risk` }, ports: { http: createOutboundHttp({ allowed: allowed(host) }) } }),
});

const smtp = (host: string) => createSmtpTransport({ host: nameOf(host), port: portOf(host), tls: 'none', timeoutMs: 5_000 });

/** A sender of codes, to Mia, who has given her password. */
const sender =
  (node: NodeType, peer: () => Promise<number>): (() => Promise<Place>) =>
  async () => {
    const port = await peer();
    return {
      node,
      port,
      whole: 'outcome',
      run: async (host) => {
        const { ports, made, stores, claims } = await senderWorld();
        const gateway = { type: 'http', url: `http://${host}/send`, body: '{"text":"{{text}}"}' };
        const messages = createMessageService({
          ...quiet,
          settings: async () => messagesService.parse({ sms: gateway, voice: gateway }),
          http: createOutboundHttp({ allowed: allowed(host), redirects: 0 }),
          inClear: allowed(nameOf(host)),
          mail: { transport: smtp(host), from: 'waygate@example.com' },
          mailServers: new Set(),
          outbox: undefined,
          throttle: stores.throttle,
          claims,
        });
        const subject = { id: MIA.id, username: MIA.username };
        return { secure: made, shared: { username: 'mia' }, subject, evidence: [PASSWORD], ports: { ...ports, messages } };
      },
    };
  };

const mail = (node: NodeType, whole: string) => async (): Promise<Place> => ({
  node,
  port: (await smtpPeer()).port,
  whole,
  run: async (host) => {
    const { ports, stores, claims } = await senderWorld();
    const service = createMailService({
      ...quiet,
      template: async () => undefined,
      transport: smtp(host),
      from: 'waygate@example.com',
      throttle: stores.throttle,
      claims,
    });
    const identities: Partial<NodePorts['identities']> = { ...ports.identities, findBy: async () => MIA };
    return { shared: { username: 'mia' }, config: { identityAttribute: 'userName' }, ports: { ...ports, identities, mail: service } };
  },
});

const providerAt = (endpoints: JsonObject): JsonObject => ({
  _id: 'peer',
  _type: { _id: 'oidcConfig' },
  enabled: true,
  clientId: CLIENT,
  clientSecret: SECRET,
  scopes: ['openid'],
  uiConfig: {},
  ...endpoints,
});

function federationOf(host: string, provider: JsonObject) {
  return createFederationService({
    objects: { get: async () => provider, list: async () => [{ id: 'peer', value: provider }] },
    http: createOutboundHttp({ allowed: new Set([host, nameOf(host), NO_NAME, '127.0.0.1']), redirects: 0 }),
    returnAddress: () => 'https://waygate.example/return',
    formPostAddress: () => 'https://waygate.example/form',
    now: Date.now,
  });
}

/** Somebody who is sent to a provider. */
const sent = (node: NodeType) => async (): Promise<Place> => {
  const peer = await openIdPeer();
  return {
    node,
    port: portOf(peer.host),
    whole: 'send',
    run: (host) => {
      // Whoever asks over the wire must hear of the address that was asked.
      peer.manners.metadata = { issuer: `http://${host}` };
      const provider = providerAt({ wellKnownEndpoint: `${urlOf(host)}/.well-known/openid-configuration` });
      return { shared: { selectedIdp: 'peer' }, ports: { federation: federationOf(host, provider) } };
    },
  };
};

/** Somebody who comes back from a provider, of which one address is over the wire. */
const back = (node: NodeType, endpoint: 'tokenEndpoint' | 'userInfoEndpoint') => async (): Promise<Place> => {
  const peer = await openIdPeer();
  return {
    node,
    port: portOf(peer.host),
    whole: 'NO_ACCOUNT',
    run: async (host) => {
      const at = (own: string, path: string) => `${urlOf(own === endpoint ? host : peer.host)}${path}`;
      const provider = providerAt({
        issuer: peer.issuer,
        authorizationEndpoint: `${peer.issuer}/authorize`,
        tokenEndpoint: at('tokenEndpoint', '/token'),
        userInfoEndpoint: at('userInfoEndpoint', '/userinfo'),
        jwksUriEndpoint: `${peer.issuer}/jwks`,
      });
      const federation = federationOf(host, provider);
      const { redirectUrl, attempt } = await federation.begin('/alpha', 'peer', { locales: [] });
      return {
        shared: { selectedIdp: 'peer' },
        local: { attempt },
        answers: [{ type: 'RedirectCallback', seen: true }],
        parameters: peer.agree(redirectUrl),
        ports: { federation, identities: { findByAlias: async () => [], find: async () => undefined } },
      };
    },
  };
};

const token = async (): Promise<Place> => {
  const peer = await openIdPeer();
  return {
    node: idToken,
    port: portOf(peer.host),
    whole: 'true',
    run: async (host) => ({
      now: Date.now(),
      config: {
        oidcValidationType: 'JWK_URL',
        oidcValidationValue: `${urlOf(host)}/jwks`,
        idTokenIssuer: peer.issuer,
        audienceName: CLIENT,
      },
      headers: { oidc_id_token: await peer.idToken({}) },
      ports: { federation: federationOf(host, providerAt({})) },
    }),
  };
};

const push = async (): Promise<Place> => ({
  node: pushSender,
  port: portOf(sns.url),
  whole: 'SENT',
  run: async (host) => {
    const { ports, stores } = await senderWorld();
    const service = (endpoint: string) =>
      pushNotificationService.parse({
        accessKey: 'AKIDEXAMPLE',
        secret: 'secret of the account',
        appleEndpoint: sns.applicationArn('APNS'),
        googleEndpoint: sns.applicationArn('GCM'),
        endpoint,
      });
    const communicationId = await createSnsTransport(async () => service(sns.url)).register('/alpha', {
      communicationType: 'gcm',
      deviceId: 'token',
    });
    const device: Partial<PushDevice> = {
      uuid: 'd',
      issuer: 'Ping',
      deviceMechanismUID: 'm',
      sharedSecret: Buffer.alloc(32).toString('base64'),
      communicationType: 'gcm',
      communicationId,
      deviceId: 'token',
      capabilities: [],
    };
    return {
      shared: { username: 'mia' },
      config: { mandatory: true, captureFailure: true },
      ports: {
        ...ports,
        devices: { push: { list: async () => [device as PushDevice] } },
        push: createPushService({
          messages: stores.pushMessages,
          throttle: stores.throttle,
          transports: [createSnsTransport(async () => service(`http://${host}`))],
          devices: createPushDeviceDirectory(stores.devices),
          settings: async () => ({ enabled: true, maximumPushes: 9, pushWindowSeconds: 600 }),
          baseUrl: 'https://sso.example.com',
          now: Date.now,
        }),
      },
    };
  },
});

/** Nodes before their peers, each with how many answers there are in whose midst it can be cut. */
const PLACES: readonly (readonly [string, number, () => Promise<Place>])[] = [
  ['LDAP Decision', 3, directory(ldap)],
  ['Active Directory Decision', 3, directory(activeDirectory)],
  ['HTTP Client', 1, http],
  ['OTP SMS Sender', 1, sender(otpSms, web)],
  ['OTP Voice Sender', 1, sender(otpVoice, web)],
  ['OTP Email Sender', 5, sender(otpMail, async () => (await smtpPeer()).port)],
  ['Email Template', 2, mail(emailTemplate, 'EMAIL_SENT')],
  ['Email Suspend', 2, mail(emailSuspend, 'suspend')],
  ['Push Sender', 1, push],
  ['Social Provider Handler, going there', 1, sent(social)],
  ['Social Provider Handler, asking for tokens', 1, back(social, 'tokenEndpoint')],
  ['Social Provider Handler, asking for the profile', 1, back(social, 'userInfoEndpoint')],
  ['Legacy Social Provider Handler', 1, sent(legacySocial)],
  ['OIDC ID Token Validator', 1, token],
];

async function act({ node, run }: Place, host: string, own: JsonObject = asked) {
  const suspected: string[] = [];
  const given = await run(host);
  const continuity: Partial<NodePorts['continuity']> = {
    state: async () => ({ state: 'online', since: 0 }),
    suspect: async (_realm, provider) => void suspected.push(provider),
  };
  const { action } = await runNode(node, {
    ...given,
    config: { ...given.config, ...own },
    ports: { ...given.ports, continuity },
  });
  return { took: action.kind === 'goTo' ? action.outcome : action.kind, suspected };
}

describe.each(PLACES)('%s', (_name, answers, open) => {
  const cuts = CUTS.flatMap((cut) => Array.from({ length: answers }, (_, after): readonly [Cut, number] => [cut, after]));

  it('goes on as ever while its peer is there', async () => {
    const place = await open();
    const wire = await wireTo(place.port);
    expect(await act(place, wire.host)).toEqual({ took: place.whole, suspected: [] });
  });

  it('takes Outage however its peer is lost, and after however many of its answers', async () => {
    // Beside each other, so that nobody waits for all of them.
    const taken = await Promise.all(
      cuts.map(async ([cut, after]) => {
        const place = await open();
        const wire: Wire = await wireTo(place.port);
        await wire.cut(cut, after);
        const own = cut === 'killed' || cut === 'half-open' ? asked : impatient;
        return [cut, after, await act(place, wire.host, own)];
      }),
    );
    expect(taken).toEqual(cuts.map(([cut, after]) => [cut, after, { took: 'outage', suspected: ['Peer'] }]));
  });

  it('takes Outage when its peer has no address', async () => {
    const place = await open();
    expect(await act(place, `${NO_NAME}:${place.port}`)).toEqual({ took: 'outage', suspected: ['Peer'] });
  });
});

it('leaves to their outcomes what servers refuse', async () => {
  const place = await http();
  const server = createServer((_request, response) => response.writeHead(503).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect((await act(place, host)).took, 'a failure of the server').toBe('outage');
  expect((await act(place, host, { ...asked, responseCodes: ['5xx'] })).took, 'one that the author knows').toBe('5xx');
  expect((await act(place, host, {})).took, 'and what AM makes of it').toBe('NOMATCHRESPONSE');
});
