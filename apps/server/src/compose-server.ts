import { createSecretKey } from 'node:crypto';
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { Observer } from '@waygate/engine';
import { sealSecrets } from '@waygate/graph';
import { createHttpServer, createRequestLimits, returnPath, signOnPath, TryWatch } from '@waygate/http';
import { createSealer } from '@waygate/integrations';
import { createOAuth } from '@waygate/oidc';
import { addressOf, readSocialProvider } from '@waygate/schema';
import type { Tracing } from '@waygate/tracing';
import { allowedHosts } from './allowed-hosts.ts';
import { applicationDesk } from './application-desk.ts';
import { applicationGate } from './application-gate.ts';
import { auditOf, DEFAULT_AUDIT_DAYS } from './audit/audit-of.ts';
import { auditedSignOns } from './audit/audited-ports.ts';
import { readableAudit } from './audit/readable-audit.ts';
import { clientDesk } from './client-desk.ts';
import { composeHealthDesk, composeHealthMonitor } from './compose-continuity.ts';
import { composeDirectorySyncer } from './compose-directories.ts';
import { composeEngine } from './compose-engine.ts';
import { metadataSurroundings, refreshMetadata } from './compose-fido-metadata.ts';
import { composeOfflineApi } from './compose-offline-api.ts';
import type { ServerConfig } from './config.ts';
import { continuityDesk } from './continuity-desk.ts';
import { createObserver } from './create-observer.ts';
import { createTraceCode } from './create-trace-code.ts';
import { deviceJourneys } from './device-journeys.ts';
import { directoryDesk } from './directory-desk.ts';
import { editableAttributesOf } from './editable-attributes-of.ts';
import { emailTemplatesOf } from './email-templates-of.ts';
import { inTurn } from './in-turn.ts';
import { JourneyMetrics } from './journey-metrics.ts';
import { requestContext } from './logging/request-context.ts';
import type { ServerLog } from './logging/server-log.ts';
import { type MailWay, mailWay } from './mail-way.ts';
import { measuredSignOns } from './measured-ports.ts';
import { messageDesk } from './message-desk.ts';
import { offlineDeviceDesk } from './offline-device-desk.ts';
import { peopleDesk } from './people-desk.ts';
import { providerDesk } from './provider-desk.ts';
import { readAuthorities } from './read-authorities.ts';
import { scriptDesk } from './script-desk.ts';
import { serverMetrics } from './server-metrics.ts';
import { shippedJourneys } from './shipped-journeys.ts';
import { tellAll } from './tell-all.ts';
import { TraceCollector } from './trace-collector.ts';
import { NodeSpans } from './tracing/node-spans.ts';
import { serveInSpan } from './tracing/request-spans.ts';
import { tracedEngine, tracedMail } from './tracing/traced-ports.ts';
import { VERSION } from './version.ts';
import { webhooksOf } from './webhooks-of.ts';
import type { Workspace } from './workspace.ts';

const DEFAULT_TRACE_DAYS = 7;
const DAY_MS = 86_400_000;

/** Folders of the built web apps, beside this package. */
const PAGES = {
  login: fileURLToPath(new URL('../../login/dist', import.meta.url)),
  authenticator: fileURLToPath(new URL('../../authenticator/dist', import.meta.url)),
  editor: fileURLToPath(new URL('../../editor/dist', import.meta.url)),
};

/** What a test may put in the place of the real thing. */
export interface Seams {
  /** Clock of the whole server, epoch milliseconds. */
  readonly now?: () => number;
  /** Is told of the engine's work, too. */
  readonly observer?: Observer;
  readonly mail?: MailWay;
  /** Traces what it does; nothing is traced when left out. */
  readonly tracing?: Tracing;
}

/** A server that does not listen yet, and what is to be done when it stops. */
export interface ComposedServer {
  readonly server: Server;
  /** Begins what goes on beside requests: identity providers are watched, directories copied. */
  begin(): void;
  /** Ends that, whether the store lets it give over what it holds or not. */
  rest(): Promise<void>;
  /** Tells webhooks of the sessions that have ended; to be called now and then. */
  tellWebhooks(): Promise<void>;
  /** Fetches the metadata of authenticators that is due; to be called now and then. */
  refreshMetadata(): Promise<void>;
  /** Tells what happened to offline codes while nobody could be told; to be called now and then. */
  tellOfflineNews(): Promise<void>;
  /** Writes what of the audit log waits to be written. */
  flushAudit(): Promise<void>;
  /** Lets load balancers and clients go to other copies, while requests are still taken. */
  drain(): void;
  /** Ends what would never end by itself: the streams of authenticators, which come back to whoever runs next. */
  endStreams(): void;
  /** Writes what still waits to be written. To be awaited before the store is closed, when the server takes no more. */
  finish(): Promise<void>;
}

/**
 * Wires everything together: the only place that knows all the rooms.
 * @param publicUrl address that browsers and phones use, without a slash at the end
 */
export function composeServer(
  opened: Workspace,
  config: Pick<ServerConfig, 'trustedProxies' | 'corsOrigins'> &
    Partial<
      Pick<
        ServerConfig,
        | 'adminUrl'
        | 'traceDays'
        | 'trustsTraceparent'
        | 'tokensInAddresses'
        | 'audit'
        | 'outbound'
        | 'scriptHosts'
        | 'scriptDigests'
        | 'providerHosts'
        | 'directoryHosts'
        | 'directoryCaFile'
        | 'healthHosts'
        | 'demo'
        | 'offlineApiFrom'
        | 'metadataHosts'
        | 'dataDirectory'
        | 'variables'
        | 'mail'
        | 'messages'
        | 'awsRole'
        | 'leastRsaBits'
        | 'webhookHosts'
        | 'metrics'
        | 'addressLimits'
      >
    >,
  publicUrl: string,
  log: ServerLog,
  { now = Date.now, observer: given, tracing, mail = config.mail === undefined ? undefined : mailWay(config.mail, now) }: Seams = {},
): ComposedServer {
  const tries = new TryWatch();
  const metrics = serverMetrics(opened.metrics, opened.hashing, tracing);
  const nodeSpans = tracing === undefined ? undefined : new NodeSpans(tracing);
  const audit = auditOf(opened, config.audit, { log, now });
  const signOnSessions = auditedSignOns(measuredSignOns(opened.stores.signOnSessions, metrics), audit, now);
  const workspace = {
    ...opened,
    catalogue: nodeSpans?.catalogue(opened.catalogue) ?? opened.catalogue,
    stores: { ...opened.stores, signOnSessions },
  };
  const { stores, ring, catalogue, values } = workspace;
  ring.onFault((fault) => {
    if (fault === undefined) log.info({ event: 'keys.readable' }, 'The keys file can be read again.');
    else
      log.error(
        { event: fault.code, err: fault },
        'The keys file cannot be used. The keys that were read before stay in use, and what newer ones seal does not open.',
      );
  });
  const traceCode = createTraceCode(ring.derive('trace-code'));
  const days = config.traceDays ?? DEFAULT_TRACE_DAYS;
  const traces =
    days === 0
      ? undefined
      : new TraceCollector(stores.traces, {
          traceCode,
          keepMs: days * DAY_MS,
          log,
          personCalled: async (realm, name) => (await stores.identities.findByName(realm, name))?.username,
        });
  const observer = tellAll(metrics, nodeSpans, createObserver(log, traces, new JourneyMetrics(workspace.metrics)), given);
  const addresses = { publicUrl, ...(config.adminUrl === undefined ? {} : { adminUrl: config.adminUrl }) };
  const composed = composeEngine(workspace, publicUrl, observer, now, {
    adminUrl: config.adminUrl,
    ...(config.outbound === undefined ? {} : { outbound: config.outbound }),
    ...(config.scriptHosts === undefined ? {} : { scriptHosts: config.scriptHosts }),
    ...(config.scriptDigests === undefined ? {} : { scriptDigests: config.scriptDigests }),
    ...(config.providerHosts === undefined ? {} : { providerHosts: config.providerHosts }),
    ...(config.directoryHosts === undefined ? {} : { directoryHosts: config.directoryHosts }),
    ...(config.directoryCaFile === undefined ? {} : { directoryAuthorities: readAuthorities(config.directoryCaFile) }),
    ...(config.variables === undefined ? {} : { variables: config.variables }),
    ...(mail === undefined
      ? {}
      : {
          mail: {
            ...mail,
            transport: tracedMail(mail.transport, config.mail?.smtp?.host, tracing),
            log: (level, facts, message) => log[level](facts, message),
          },
        }),
    ...(config.messages === undefined
      ? {}
      : { messages: { ...config.messages, log: (level, facts, message) => log[level](facts, message) } }),
    ...(config.awsRole === undefined ? {} : { awsRole: config.awsRole }),
    ...(config.leastRsaBits === undefined ? {} : { leastRsaBits: config.leastRsaBits }),
    serverLog: log,
    audit,
    metrics,
    tries,
    ...(tracing === undefined ? {} : { tracing }),
    metadata: metadataSurroundings(config, log),
    webhooks: { hosts: config.webhookHosts ?? [], log: (level, facts, message) => log[level](facts, message) },
    log: (realm, script, { level, text }) => log[level]({ event: 'script', realm, script, text }, 'A script said something.'),
  });
  const { engine, ports, devices, offlineCodes, isClientSecret, fidoMetadata, local, offlineNews, close } = composed;
  const oauth2 = createOAuth({
    ...addresses,
    realms: stores.realms,
    realmObjects: stores.realmObjects,
    services: stores.services,
    tokens: stores.tokens,
    signOnSessions: stores.signOnSessions,
    identities: stores.identities,
    isClientSecret,
    leastRsaBits: config.leastRsaBits,
    signOnPath,
    log,
    audit,
    now,
  });
  const directoryHosts = allowedHosts('WAYGATE_DIRECTORY_HOSTS', config.directoryHosts, config.outbound);
  const directorySurroundings = {
    allowed: directoryHosts,
    ...(config.directoryCaFile === undefined ? {} : { authorities: readAuthorities(config.directoryCaFile) }),
  };
  const monitor = composeHealthMonitor(
    workspace,
    now,
    log,
    {
      // The demo has its own web authenticator watched.
      healthHosts: allowedHosts(
        'WAYGATE_HEALTH_HOSTS',
        [...(config.healthHosts ?? []), ...(config.demo === true ? [new URL(publicUrl).host] : [])],
        config.outbound,
      ),
      directoryHosts,
      ...(config.directoryCaFile === undefined ? {} : { directoryAuthorities: readAuthorities(config.directoryCaFile) }),
      ...(config.awsRole === undefined ? {} : { awsRole: config.awsRole }),
    },
    audit,
  );
  const syncer = composeDirectorySyncer(workspace, now, directorySurroundings, log);
  const health = composeHealthDesk(workspace, now, log, audit);
  const directories = directoryDesk(workspace, directorySurroundings, now);
  const draining = new AbortController();
  const stopping = new AbortController();
  const server = createHttpServer({
    engine: tracedEngine(engine, tracing),
    ...(config.addressLimits === undefined ? {} : { limits: createRequestLimits(config.addressLimits, opened.metrics, tries, now) }),
    realms: stores.realms,
    signOnSessions: stores.signOnSessions,
    identities: { find: ports.identities.find, findById: (realm, id) => stores.identities.findById(realm, id) },
    administratorFactor: () => ports.selfService.administratorFactor('/'),
    devices,
    offlineCodes: { ...offlineCodes, isAllowed: ports.offlineCodes.isAllowed },
    granted: oauth2.granted,
    deviceJourneys: (realm) => deviceJourneys(workspace, realm),
    notices: ports.notices,
    push: ports.push,
    inbox: {
      subscribe: local.subscribe,
      pending: (inbox, at, unreadable) => stores.pushOutbox.pending(inbox, at, unreadable),
      pendingIn: (inboxes, at, unreadable) => stores.pushOutbox.pendingIn(inboxes, at, unreadable),
      changedByOthers: () => stores.pushOutbox.changedByOthers(),
    },
    authIdKey: createSecretKey(ring.derive('auth-id')),
    sealer: createSealer(ring),
    config: {
      ...addresses,
      trustedProxies: config.trustedProxies,
      corsOrigins: config.corsOrigins,
      tokensInAddresses: config.tokensInAddresses ?? false,
      ...(config.metrics === undefined ? {} : { metrics: config.metrics }),
      pages: PAGES,
      version: VERSION,
    },
    log,
    audit,
    now,
    ready: async () => {
      await stores.ping();
      ring.refresh();
      if (ring.fault !== undefined) throw ring.fault;
    },
    draining: draining.signal,
    stopping: stopping.signal,
    metrics: workspace.metrics,
    within: (request, serve) => {
      const { transaction, brought, response } = request;
      const context = { transaction, brought };
      if (tracing === undefined || nodeSpans === undefined) return requestContext.run(context, serve);
      response.once('close', () => nodeSpans.finish(context));
      return requestContext.run(context, () => serveInSpan(tracing, request, config.trustsTraceparent === true, serve));
    },
    oauth2,
    offlineApi: composeOfflineApi(workspace, {
      publicUrl,
      from: config.offlineApiFrom ?? [],
      health,
      directories,
      log,
      audit,
      leastRsaBits: config.leastRsaBits,
      now,
    }),
    applications: applicationGate(workspace, addresses, ports.identities, log, now, audit),
    afterFormPost: async (realm, provider) => {
      const value = await stores.realmObjects.get(realm, 'socialProvider', provider);
      const { settings } = value === undefined ? { settings: undefined } : readSocialProvider(value);
      if (settings?.enabled !== true || settings.responseMode !== 'FORM_POST') return undefined;
      return settings.redirectAfterFormPostURI ?? `${addressOf(addresses, realm)}${returnPath(realm, provider)}`;
    },
    admin: {
      catalogue,
      journeys: stores.journeys,
      realmObjects: stores.realmObjects,
      stagedNodes: stores.stagedNodes,
      values,
      realms: stores.realms,
      traces: stores.traces,
      previewTickets: stores.previewTickets,
      clients: clientDesk(workspace),
      people: peopleDesk(workspace),
      continuity: continuityDesk(workspace, health),
      applications: applicationDesk(workspace),
      directories,
      offlineDevices: offlineDeviceDesk(workspace, now),
      attempts: ports.attempts,
      providers: providerDesk(workspace),
      scripts: scriptDesk(workspace),
      messages: messageDesk(stores, config.messages?.outbox === true, mail !== undefined && mail.isKept !== true),
      templates: () => shippedJourneys().map((document) => sealSecrets(document, catalogue, values.secrets)),
      emailTemplates: (realm) => emailTemplatesOf(workspace, realm),
      webhooks: (realm) => webhooksOf(workspace, realm),
      editableAttributes: (realm) => editableAttributesOf(workspace, realm),
      traceDays: days,
      audit: readableAudit(stores.audit, audit),
      auditDays: config.audit?.days ?? DEFAULT_AUDIT_DAYS,
      ...(days === 0 ? {} : { traceCode }),
    },
  });
  return {
    server,
    tellWebhooks: () => ports.webhooks.tellDue(),
    refreshMetadata: () => refreshMetadata(workspace, fidoMetadata),
    tellOfflineNews: () => offlineNews.deliver(),
    flushAudit: () => audit.flush(),
    drain: () => draining.abort(),
    endStreams: () => stopping.abort(),
    begin: () => {
      void audit.recordDone({ event: 'operation.started', realm: '/', actor: { kind: 'server' }, facts: { version: VERSION } });
      monitor.start();
      syncer.start();
    },
    rest: async () => {
      await Promise.allSettled([monitor.stop(), syncer.stop()]);
    },
    finish: () =>
      inTurn(
        () => monitor.stop(),
        () => syncer.stop(),
        close,
        () => audit.recordDone({ event: 'operation.stopped', realm: '/', actor: { kind: 'server' } }),
        () => audit.stop(),
        () => traces?.stop(),
        () => metrics.stop(),
      ),
  };
}
