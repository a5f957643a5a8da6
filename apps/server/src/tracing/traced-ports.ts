import type { Engine } from '@waygate/engine';
import type { MailTransport, OutboundHttp } from '@waygate/integrations';
import type { PushTransport } from '@waygate/mfa';
import type { DirectoryPort } from '@waygate/node-kit';
import type { Tracing } from '@waygate/tracing';
import { inSpan } from './in-span.ts';

/** Steps of journeys, each a span. */
export function tracedEngine(engine: Engine, tracing: Tracing | undefined): Engine {
  if (tracing === undefined) return engine;
  const step = (name: string, work: () => ReturnType<Engine['start']>) =>
    inSpan(tracing, `journey ${name}`, 'work', {}, work, ({ kind }) => ({ 'waygate.step': kind }));
  return {
    start: (request) => step('start', () => engine.start(request)),
    submit: (request) => step('submit', () => engine.submit(request)),
    resume: (request) => step('resume', () => engine.resume(request)),
    present: (request) => engine.present(request),
  };
}

/**
 * Requests to other servers, each a span.
 * @param purpose whom they go to, such as `gateway`
 * @param named hosts that the operator has named: they are told. Of another host it is told only that it is one, since scripts and templates can put into its name what
 * somebody typed. `every` where addresses are of the configuration alone.
 */
export function tracedHttp(
  http: OutboundHttp,
  purpose: string,
  named: ReadonlySet<string> | 'every',
  tracing: Tracing | undefined,
): OutboundHttp {
  if (tracing === undefined) return http;
  return {
    send: (request) => {
      const url = URL.parse(request.url);
      const host = url !== null && (named === 'every' || isNamed(url, named)) ? url.host : 'other';
      const facts = {
        'waygate.call': purpose,
        'server.address': host,
        'http.request.method': /^[A-Z]{3,7}$/.test(request.method) ? request.method : '_OTHER',
      };
      return inSpan(
        tracing,
        `call ${purpose}`,
        'call',
        facts,
        () => http.send(request),
        ({ status }) => ({ 'http.response.status_code': status }),
      );
    },
  };
}

/** Mails that are handed over, each a span. @param host of the server that takes them; undefined for a folder */
export function tracedMail(transport: MailTransport, host: string | undefined, tracing: Tracing | undefined): MailTransport {
  if (tracing === undefined) return transport;
  const facts = { 'waygate.call': 'mail', ...(host === undefined ? {} : { 'server.address': host }) };
  const { reach } = transport;
  return {
    deliver: (message) => inSpan(tracing, 'call mail', 'call', facts, () => transport.deliver(message)),
    ...(reach === undefined ? {} : { reach: () => inSpan(tracing, 'call mail', 'call', facts, () => reach.call(transport)) }),
  };
}

/** Questions to directories, each a span. @param named as for requests: a configuration can be made by a script */
export function tracedDirectory(directory: DirectoryPort, named: ReadonlySet<string>, tracing: Tracing | undefined): DirectoryPort {
  if (tracing === undefined) return directory;
  const facts = (operation: string, [address = '']: readonly string[]) => ({
    'waygate.call': 'directory',
    'waygate.directory.operation': operation,
    'server.address': isNamed(URL.parse(`ldap://${address}`), named) ? address : 'other',
  });
  return {
    authenticate: (server, search, credentials, permit) =>
      inSpan(
        tracing,
        'call directory',
        'call',
        facts('authenticate', server.addresses),
        () => directory.authenticate(server, search, credentials, permit),
        ({ status }) => ({ 'waygate.directory.result': status }),
      ),
    changePassword: (server, dn, change) =>
      inSpan(
        tracing,
        'call directory',
        'call',
        facts('changePassword', server.addresses),
        () => directory.changePassword(server, dn, change),
        ({ status }) => ({
          'waygate.directory.result': status,
        }),
      ),
  };
}

/** Pushes that are handed over, each a span. @param service that takes them, such as `sns` */
export function tracedPush(transport: PushTransport, service: string, tracing: Tracing | undefined): PushTransport {
  if (tracing === undefined) return transport;
  const facts = { 'waygate.call': 'push', 'waygate.push.service': service };
  return {
    carries: (realm, type) => transport.carries(realm, type),
    register: (realm, phone) => inSpan(tracing, 'call push', 'call', facts, () => transport.register(realm, phone)),
    deliver: (delivery) => inSpan(tracing, 'call push', 'call', facts, () => transport.deliver(delivery)),
  };
}

function isNamed(url: URL | null, named: ReadonlySet<string>): boolean {
  return url !== null && (named.has(url.host.toLowerCase()) || named.has(url.hostname.toLowerCase()));
}
