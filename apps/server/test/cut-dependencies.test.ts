import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Step } from '@waygate/engine';
import { createSmtpTransport } from '@waygate/integrations';
import { FAILURE_ID, healthPolicy, type JourneyNode, type JsonObject, messagesService, SUCCESS_ID } from '@waygate/schema';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { smtpPeer } from '../../../packages/integrations/test/mail/smtp-peer.ts';
import { nameHere } from '../../../packages/integrations/test/names.ts';
import { CLIENT, openIdPeer, SECRET } from '../../../packages/integrations/test/openid-peer.ts';
import { SnsEmulator } from '../../../packages/integrations/test/sns-emulator.ts';
import { CUTS, wireTo } from '../../../packages/integrations/test/wire.ts';
import { composeHealthDesk } from '../src/compose-continuity.ts';
import { continuityDesk } from '../src/continuity-desk.ts';
import { journeyOf, node, openHouse } from './house.ts';

/** How a dependency is lost: by its server, on the way, or by its name. */
const LOSSES = [...CUTS, 'name that nobody has', 'name that is never looked up'] as const;
type Loss = (typeof LOSSES)[number];
/** Those that only a clock notices, so that it is seen which clock it was. */
const UNNOTICED: ReadonlySet<Loss> = new Set(['hanging', 'half-silent', 'slow', 'name that is never looked up']);
/** How long a node waits for what it does not notice, and for what it does: then a clock would be too late for the test. Seconds. */
const PATIENCE = 2;
const ENDLESS = 60;

type House = Awaited<ReturnType<typeof openHouse>>;
type Surroundings = NonNullable<NonNullable<Parameters<typeof openHouse>[1]>['surroundings']>;

/** Something that a journey asks over a network, and the nodes by which it does. */
interface Dependency {
  readonly port: number;
  /** Nodes after the password, the last being `peer`. @param host where it is, as `name:port` */
  nodes(host: string, wait: JsonObject): Record<string, JourneyNode>;
  /** What the server is given. */
  readonly surroundings?: (host: string) => Surroundings;
  /** What the realm is given. @param host `name:port`, or an address and a port */
  readonly settle?: (stores: House['workspace']['stores'], host: string) => Promise<void>;
  /** Agrees at the place where the step after the password leads to. @param come told of what people come back with */
  readonly away?: (step: Step, come: (parameters: Record<string, string[]>) => void) => void;
  /** Hosts without TLS have to be addresses. */
  readonly byAddress?: boolean;
}

const OUTAGE = { outageOutcome: true, identityProvider: 'Peer', offlineSessionMinutes: 30 };
const AWAY = { outage: 'away' };

let sns: SnsEmulator;
beforeAll(async () => {
  sns = await SnsEmulator.start();
});
afterAll(() => sns.close());
const portOf = (address: string) => Number(address.slice(address.lastIndexOf(':') + 1));

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

const quiet = () => undefined;
const codeBy = (type: string) => (_host: string, wait: JsonObject) => ({
  code: node('OneTimePasswordGeneratorNode', {}, { outcome: 'peer' }),
  peer: node(type, wait, { outcome: SUCCESS_ID, ...AWAY }),
});
const gateway = (type: string): (() => Promise<Dependency>) => {
  return async () => ({
    port: await web(),
    nodes: codeBy(type),
    surroundings: (host) => ({ messages: { outbox: false, gatewayHosts: [host], mailServers: [], log: quiet } }),
    settle: async (stores, host) => {
      const settings = { type: 'http', url: `http://${host}/send`, body: '{"text":"{{text}}"}' };
      await stores.services.set('/alpha', 'messages', messagesService.parse({ sms: settings, voice: settings }));
    },
  });
};

/** A provider of OpenID Connect, all of it over the wire. */
async function provider(): Promise<Dependency> {
  const peer = await openIdPeer();
  return {
    port: portOf(peer.host),
    byAddress: true,
    nodes: (_host, wait) => ({
      chosen: node('SetStateNode', { attributes: { selectedIdp: 'peer' } }, { outcome: 'peer' }),
      peer: node('SocialProviderHandlerNodeV2', wait, {
        ACCOUNT_EXISTS: FAILURE_ID,
        NO_ACCOUNT: SUCCESS_ID,
        SOCIAL_AUTH_INTERRUPTED: FAILURE_ID,
        ...AWAY,
      }),
    }),
    surroundings: (host) => ({ providerHosts: [host, '127.0.0.1'] }),
    settle: async (stores, host) => {
      // Whoever is asked over the wire speaks of the address that was asked.
      const own = `http${host.startsWith('127.') ? '' : 's'}://${host}`;
      if (host.startsWith('127.')) {
        const metadata = {
          authorization_endpoint: '/authorize',
          token_endpoint: '/token',
          userinfo_endpoint: '/userinfo',
          jwks_uri: '/jwks',
        };
        const told = Object.entries(metadata).map(([member, path]) => [member, `${own}${path}`]);
        peer.manners.metadata = { issuer: own, ...Object.fromEntries(told) };
        peer.manners.claims = { iss: own };
      }
      const value: JsonObject = {
        _id: 'peer',
        _type: { _id: 'oidcConfig' },
        enabled: true,
        clientId: CLIENT,
        clientSecret: SECRET,
        scopes: ['openid'],
        uiConfig: {},
        wellKnownEndpoint: `${own}/.well-known/openid-configuration`,
      };
      await stores.realmObjects.put('/alpha', [{ kind: 'socialProvider', id: 'peer', value }]);
    },
    away: (step, come) => {
      const [callback] = step.kind === 'callbacks' ? step.callbacks : [];
      if (callback?.type !== 'RedirectCallback') throw new Error(`Nobody is sent to the provider: ${JSON.stringify(step)}`);
      come(peer.agree(callback.redirectUrl));
    },
  };
}

const DEPENDENCIES: Readonly<Record<string, () => Promise<Dependency>>> = {
  'a mail server': async () => ({
    port: (await smtpPeer()).port,
    nodes: codeBy('OneTimePasswordSmtpSenderNode'),
    surroundings: (host) => ({
      mail: {
        transport: createSmtpTransport({ host: host.slice(0, host.lastIndexOf(':')), port: portOf(host), tls: 'none', timeoutMs: 5_000 }),
        from: 'waygate@example.com',
        log: quiet,
      },
    }),
  }),
  'SNS for text messages': async () => ({
    port: portOf(sns.url),
    nodes: codeBy('OneTimePasswordSmsSenderNode'),
    settle: async (stores, host) => {
      const sms = { type: 'sns', accessKey: 'AKIDEXAMPLE', secret: 'secret of the account', endpoint: `http://${host}` };
      await stores.services.set('/alpha', 'messages', messagesService.parse({ sms }));
    },
  }),
  'a gateway of text messages': gateway('OneTimePasswordSmsSenderNode'),
  'a gateway of calls': gateway('OneTimePasswordVoiceSenderNode'),
  'a server that the journey asks': async () => ({
    port: await web(),
    nodes: (host, wait) => ({
      peer: node('RESTNode', { restURL: `http://${host}/risk`, ...wait }, { NOMATCHRESPONSE: SUCCESS_ID, ERROR: FAILURE_ID, ...AWAY }),
    }),
    surroundings: (host) => ({ scriptHosts: [host] }),
  }),
  'a provider of OpenID Connect': provider,
};

/** A sign-on with name and password that then asks the dependency, and what is lost of it. */
async function signOn(open: () => Promise<Dependency>, wait: JsonObject) {
  const dependency = await open();
  const wire = await wireTo(dependency.port);
  const { name, say } = nameHere();
  const named = `${name}:${wire.port}`;
  const host = dependency.byAddress === true ? wire.host : named;
  const journey = journeyOf({
    watched: node('OfflineFallbackNode', { identityProvider: 'Peer' }, { online: 'name', offline: 'name', blocked: FAILURE_ID }),
    name: node('UsernameCollectorNode', {}, { outcome: 'password' }),
    password: node('PasswordCollectorNode', {}, { outcome: 'store' }),
    store: node('DataStoreDecisionNode', {}, { true: Object.keys(dependency.nodes(host, wait))[0] ?? '', false: FAILURE_ID }),
    ...dependency.nodes(host, wait),
    away: node('MessageNode', { message: { en: 'Another way' } }, { true: SUCCESS_ID, false: FAILURE_ID }),
  });
  const returned: Record<string, string[]> = {};
  const house = await openHouse([journey], {
    surroundings: dependency.surroundings?.(named) ?? {},
    request: { parameter: (key) => returned[key] ?? [], parameters: () => returned },
  });
  const { stores } = house.workspace;
  const withTelephone = { telephoneNumber: ['+49 171 1234567'] };
  await stores.identities.update('/alpha', house.demo.id, (one) => ({ ...one, attributes: { ...one.attributes, ...withTelephone } }));
  await dependency.settle?.(stores, host);
  const desk = continuityDesk(house.workspace, composeHealthDesk(house.workspace, Date.now));
  await desk.create('/alpha', {
    name: 'Peer',
    label: '',
    mode: 'AUTOMATIC',
    probe: { type: 'HTTP', url: `http://${host}/` },
    healthPolicy: healthPolicy.parse({}),
  });
  const lose = async (loss: Loss) => {
    if (loss !== 'name that nobody has' && loss !== 'name that is never looked up') return wire.cut(loss);
    say(loss === 'name that nobody has' ? 'nobody' : 'silent');
    if (dependency.byAddress === true) await dependency.settle?.(stores, named);
  };
  const { away } = dependency;
  /** Agrees where the step leads to. @returns how to come back from there */
  const comeBack =
    away &&
    ((step: Step) => {
      away(step, (parameters) => void Object.assign(returned, parameters));
      return () => house.answer(step, { type: 'RedirectCallback', seen: true });
    });
  /** How the node went on, and by which clock or news of the network. */
  const took = () => {
    const last = house.visits.findLast(({ nodeId, result }) => nodeId === 'peer' && result !== 'sent');
    return [last?.result, last?.audit?.['reason'] === 'outage.too_late' ? 'waited' : 'noticed'];
  };
  return { ...house, dependency, lose, comeBack, took };
}

const yes = [
  { type: 'TextOutputCallback', seen: true },
  { type: 'ConfirmationCallback', index: 0 },
] as const;

/** When it is lost; who is sent away and comes back is so between the two. */
const MOMENTS = ['before it begins', 'between two steps'] as const;

it('goes on by Outage, as an offline sign-on, however what it depends on is lost, before it begins or between two of its steps', {
  timeout: 30_000,
}, async () => {
  const cases = Object.entries(DEPENDENCIES).flatMap(([name, open]) =>
    LOSSES.flatMap((loss) => MOMENTS.map((moment) => ({ name, open, loss, moment }))),
  );
  // Beside each other, so that nobody waits for all of them.
  const places = await Promise.all(
    cases.map(({ open, loss }) => signOn(open, { ...OUTAGE, outageWithin: UNNOTICED.has(loss) ? PATIENCE : ENDLESS })),
  );
  const ends = await Promise.all(
    cases.map(async ({ name, loss, moment }, index) => {
      const place = places[index] ?? expect.fail();
      const { start, typePassword, answer, lose, comeBack, took, faults } = place;
      if (moment === 'before it begins') await lose(loss);
      const first = await start();
      if (moment === 'between two steps' && comeBack === undefined) await lose(loss);
      let asked = await typePassword(first);
      if (moment === 'between two steps' && comeBack !== undefined) {
        const back = comeBack(asked);
        await lose(loss);
        asked = await back();
      }
      const end = await answer(asked, ...yes);
      const session = end.kind === 'success' ? end.session : undefined;
      return [name, loss, moment, ...took(), session?.offline?.provider, session?.evidence.map(({ factor }) => factor), faults];
    }),
  );
  const expected = cases.map(({ name, loss, moment }) => {
    const clock = UNNOTICED.has(loss) ? 'waited' : 'noticed';
    return [name, loss, moment, 'outage', clock, 'Peer', ['knowledge:password'], []];
  });
  expect(ends).toEqual(expected);
});

it('goes by what it depends on while nothing is lost', async () => {
  const ends = await Promise.all(
    Object.entries(DEPENDENCIES).map(async ([name, open]) => {
      const { start, typePassword, comeBack, faults, took } = await signOn(open, { ...OUTAGE, outageWithin: ENDLESS });
      const asked = await typePassword(await start());
      const end = comeBack === undefined ? asked : await comeBack(asked)();
      return [name, end.kind, end.kind === 'success' && end.session?.offline, took()[0] === 'outage', faults];
    }),
  );
  expect(ends).toEqual(Object.keys(DEPENDENCIES).map((name) => [name, 'success', undefined, false, []]));
});

it('takes Error, as AM has it, where the author says nothing of outages', async () => {
  const open: () => Promise<Dependency> = async () => ({
    port: await web(),
    nodes: (host) => {
      const config = { restURL: `http://${host}/risk`, timeout: PATIENCE };
      return { peer: node('RESTNode', config, { NOMATCHRESPONSE: FAILURE_ID, ERROR: 'away' }) };
    },
    surroundings: (host) => ({ scriptHosts: [host] }),
  });
  const ends = await Promise.all(
    LOSSES.map(async (loss) => {
      const { start, typePassword, answer, lose, took } = await signOn(open, {});
      const first = await start();
      await lose(loss);
      const end = await answer(await typePassword(first), ...yes);
      return [loss, took()[0], end.kind, end.kind === 'success' && end.session?.offline];
    }),
  );
  expect(ends).toEqual(LOSSES.map((loss) => [loss, 'ERROR', 'success', undefined]));
});
