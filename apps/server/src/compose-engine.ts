import { createEngine, type Engine, type Observer } from '@waygate/engine';
import { formPostPath, resumeLink, returnPath, sessionCookie, type TryWatch } from '@waygate/http';
import {
  type AttemptService,
  type AwsRole,
  type ClientSecretCheck,
  createAgentService,
  createAttemptService,
  createClientSecretCheck,
  createDeliveryClaims,
  createDeviceDesk,
  createDeviceKeys,
  createDeviceRequests,
  createDeviceService,
  createDirectoryService,
  createFederationService,
  createIdentityService,
  createLocalTransport,
  createMailService,
  createMessageService,
  createNoticeService,
  createOfflineCodeDesk,
  createOfflineCodes,
  createOfflineDirectories,
  createOfflineNews,
  createOneTimeCodes,
  createOutboundHttp,
  createPersistentCookies,
  createPostponedDevices,
  createPushDeviceDirectory,
  createSealer,
  createSelfService,
  createSignOnRecords,
  createSnsTransport,
  createWebAuthnService,
  createWebhookService,
  type DeviceDesk,
  type FidoMetadata,
  type LocalTransport,
  MailRefusal,
  type MailService,
  type MailTransport,
  type MessageService,
  type OfflineCodeDesk,
  type OfflineDeviceService,
  type OfflineNews,
  type WebhookService,
} from '@waygate/integrations';
import { createPushService, type PushService } from '@waygate/mfa';
import { type AuditPort, isSecondFactor, type NodePorts } from '@waygate/node-kit';
import { addressOf, authenticatorPushService } from '@waygate/schema';
import type { Tracing } from '@waygate/tracing';
import { allowedHosts } from './allowed-hosts.ts';
import { auditOf } from './audit/audit-of.ts';
import {
  auditedAttempts,
  auditedDeviceDesk,
  auditedDevices,
  auditedIdentities,
  auditedNotice,
  auditedOfflineCodeDesk,
  auditedPush,
} from './audit/audited-ports.ts';
import { composeHealthDesk } from './compose-continuity.ts';
import { composeFidoMetadata, type MetadataSurroundings } from './compose-fido-metadata.ts';
import { composeOfflineDevices } from './compose-offline-devices.ts';
import { composeScripts, type ScriptSurroundings } from './compose-scripts.ts';
import type { ServerLog } from './logging/server-log.ts';
import { measuredAttempts, measuredPush } from './measured-ports.ts';
import type { ServerMetrics } from './server-metrics.ts';
import { tracedDirectory, tracedHttp, tracedPush } from './tracing/traced-ports.ts';
import type { Workspace } from './workspace.ts';

/** What an engine is given of the world beside the store. */
export interface EngineSurroundings extends ScriptSurroundings {
  /** Origin that the people of the root realm use; the public address when left out. */
  readonly adminUrl?: string | undefined;
  /** Takes mails out of the server; without it none goes out. */
  readonly mail?: {
    readonly transport: MailTransport;
    readonly from: string;
    readonly log: Parameters<typeof createMailService>[0]['log'];
    /** Whether the transport only keeps mails, so that codes go where messages are kept. */
    readonly isKept?: boolean;
  };
  /** How messages reach people. */
  readonly messages?: {
    /** Whether what there is no gateway for is kept to be read in the console. */
    readonly outbox: boolean;
    /** Gateways that may be called though they are not public, and unencrypted. */
    readonly gatewayHosts: readonly string[];
    /** Mail servers of nodes that are used in the place of the installation's. */
    readonly mailServers: readonly string[];
    readonly log: Parameters<typeof createMessageService>[0]['log'];
  };
  /** Bits that RSA keys of passkeys and apps must have. */
  readonly leastRsaBits?: number;
  /** Role of the cloud, for realms that use SNS without a key. */
  readonly awsRole?: AwsRole;
  /** How webhooks are told of the ends of sessions. */
  readonly webhooks?: {
    /** Hosts that may be called though they are not public, and unencrypted. */
    readonly hosts: readonly string[];
    readonly log: Parameters<typeof createWebhookService>[0]['log'];
  };
  /** Hosts of providers that may be called though they are not public. */
  readonly providerHosts?: readonly string[];
  /** Directory servers that may be asked though they are not public. */
  readonly directoryHosts?: readonly string[];
  /** Where metadata of authenticators comes from. */
  readonly metadata?: MetadataSurroundings;
  /** Where changes of what is watched are noted. */
  readonly serverLog?: ServerLog;
  /** Where what happens to people and their devices is recorded. */
  readonly audit?: AuditPort;
  /** What the work of the services is counted in. */
  readonly metrics?: ServerMetrics;
  /** Is told of every try to prove something, so that those of one address can be bounded. */
  readonly tries?: TryWatch;
  /** Makes spans of calls of other servers. */
  readonly tracing?: Tracing;
  /** Certificates of further authorities for directory servers, PEM. */
  readonly directoryAuthorities?: string;
}

/** An engine with the real services behind its ports. */
export interface ComposedEngine {
  readonly engine: Engine;
  readonly ports: NodePorts & {
    readonly attempts: AttemptService;
    readonly push: PushService;
    readonly mail: MailService;
    readonly messages: MessageService;
    readonly offlineDevices: OfflineDeviceService;
    readonly webhooks: WebhookService;
  };
  /** Devices as their owners and administrators see them. */
  readonly devices: DeviceDesk;
  /** Offline codes as their owners and administrators see them. */
  readonly offlineCodes: OfflineCodeDesk;
  /** What happened to offline codes while nobody could be told. */
  readonly offlineNews: OfflineNews;
  readonly isClientSecret: ClientSecretCheck;
  readonly fidoMetadata: FidoMetadata;
  /** Delivers to web authenticators. */
  readonly local: LocalTransport;
  /** Ends the threads of the scripts, and lets mails that are on their way go. */
  close(): Promise<void>;
}

const NO_TRANSPORT: MailTransport = {
  deliver: () => Promise.reject(new MailRefusal('nowhere', false)),
};

/**
 * Wires the engine to the stores and the services.
 * @param publicUrl address that browsers and phones use, without a slash at the end
 * @param now epoch milliseconds
 */
export function composeEngine(
  workspace: Workspace,
  publicUrl: string,
  observer: Observer,
  now: () => number,
  surroundings: EngineSurroundings = {},
): ComposedEngine {
  const { stores, ring, catalogue, values, hasher, recoveryCodes } = workspace;
  const { tracing } = surroundings;
  const addresses = { publicUrl, adminUrl: surroundings.adminUrl };
  const own = auditOf(workspace, {}, { log: surroundings.serverLog, now });
  const audit = surroundings.audit ?? own;
  const findPerson = (realm: string, id: string) => stores.identities.findById(realm, id);
  const local = createLocalTransport(stores.pushOutbox);
  const surroundingMail = surroundings.mail ?? { transport: NO_TRANSPORT, from: '', log: () => undefined };
  const continuity = composeHealthDesk(workspace, now, surroundings.serverLog, audit);
  const suspect = (realm: string, provider: string) => void continuity.suspect(realm, provider);
  const claims = createDeliveryClaims(stores.deliveryClaims, ring.derive('deliveries'));
  const mail = createMailService({
    suspect,
    claims,
    template: (realm, id) => stores.realmObjects.get(realm, 'emailTemplate', id),
    throttle: stores.throttle,
    now,
    ...surroundingMail,
  });
  const notices = createNoticeService({ ...stores, mail, log: surroundingMail.log, now });
  const service = createAttemptService({ ...stores, key: ring.derive('attempts'), tell: auditedNotice(notices.tell, audit), now });
  const attempts = auditedAttempts(measuredAttempts(service, surroundings.metrics, surroundings.tries), audit);
  const isClientSecret = createClientSecretCheck({ hasher, attempts });
  const identities = auditedIdentities(createIdentityService({ ...stores, attempts, now }, hasher), findPerson, audit);
  const devices = auditedDevices(createDeviceService(stores.devices, recoveryCodes, stores.stepCodes, now), audit);
  const scripts = composeScripts(stores.realmObjects, identities, devices, sessionCookie(publicUrl).name, surroundings);
  const sealer = createSealer(ring);
  const {
    outbox: keepsMessages = false,
    gatewayHosts = [],
    mailServers = [],
    log: logMessage = () => undefined,
  } = surroundings.messages ?? {};
  const offlineDevices = composeOfflineDevices(workspace, now, surroundings.serverLog);
  const { outbound } = surroundings;
  const webhookHosts = allowedHosts('WAYGATE_WEBHOOK_HOSTS', surroundings.webhooks?.hosts, outbound);
  const scriptHosts = allowedHosts('WAYGATE_SCRIPT_HOSTS', surroundings.scriptHosts, outbound);
  const gateways = allowedHosts('WAYGATE_MESSAGE_HOSTS', gatewayHosts, outbound);
  const providerHosts = allowedHosts('WAYGATE_PROVIDER_HOSTS', surroundings.providerHosts, outbound);
  const { revocation, fidoMetadata } = composeFidoMetadata(workspace, now, surroundings.metadata);
  const directorySurroundings = {
    allowed: allowedHosts('WAYGATE_DIRECTORY_HOSTS', surroundings.directoryHosts, outbound),
    ...(surroundings.directoryAuthorities === undefined ? {} : { authorities: surroundings.directoryAuthorities }),
  };
  const ports = {
    offlineDirectory: createOfflineDirectories({
      ...stores,
      identities,
      continuity,
      hasher,
      surroundings: directorySurroundings,
      now,
      failed: (realm, error) =>
        surroundings.serverLog?.warn(
          { event: 'continuity.directory_not_asked', realm, err: error },
          'An offline directory refused to be asked, or a password was not kept: nobody signs on by a directory that answers so.',
        ),
    }),
    offlineDevices,
    offlineCodes: createOfflineCodes({
      ...stores,
      hasher: recoveryCodes,
      settings: (realm) => stores.services.get(realm, 'continuity'),
      now,
    }),
    http: tracedHttp(createOutboundHttp({ allowed: scriptHosts }), 'node', scriptHosts, tracing),
    mail,
    notices,
    messages: createMessageService({
      settings: (realm) => stores.services.get(realm, 'messages'),
      http: tracedHttp(createOutboundHttp({ allowed: gateways, redirects: 0 }), 'gateway', 'every', tracing),
      inClear: gateways,
      mail: surroundings.mail?.isKept === true ? undefined : surroundings.mail,
      awsRole: surroundings.awsRole,
      mailServers: new Set(mailServers.map((host) => host.toLowerCase())),
      outbox: keepsMessages ? stores.messageOutbox : undefined,
      throttle: stores.throttle,
      claims,
      suspect,
      log: logMessage,
      now,
    }),
    oneTimeCodes: createOneTimeCodes({ ...stores, sealer, nameOf: claims.nameOf }),
    persistentCookies: createPersistentCookies(sealer, publicUrl.startsWith('https:')),
    identities,
    scripts: scripts.service,
    selfService: createSelfService(stores.services),
    deviceRequests: createDeviceRequests(stores.services),
    federation: createFederationService({
      objects: stores.realmObjects,
      http: tracedHttp(createOutboundHttp({ allowed: providerHosts, redirects: 0 }), 'provider', 'every', tracing),
      returnAddress: (realm, provider) => `${addressOf(addresses, realm)}${returnPath(realm, provider)}`,
      formPostAddress: (realm, provider) => `${addressOf(addresses, realm)}${formPostPath(realm, provider)}`,
      now,
    }),
    signOns: createSignOnRecords(stores.signOnSessions, devices, now),
    devices,
    deviceKeys: createDeviceKeys(surroundings.leastRsaBits),
    postponedDevices: createPostponedDevices(sealer),
    agents: createAgentService({ objects: stores.realmObjects, isClientSecret }),
    attempts,
    continuity,
    directory: tracedDirectory(createDirectoryService(directorySurroundings), directorySurroundings.allowed, tracing),
    webauthn: createWebAuthnService({
      ...addresses,
      trustStores: async (realm) => (await stores.services.get(realm, 'webAuthnMetadataService'))?.trustStores ?? {},
      metadata: fidoMetadata,
      revocation,
      leastRsaBits: surroundings.leastRsaBits,
      androidStatus: (realm) => stores.services.get(realm, 'androidKeyAttestation'),
      now,
    }),
    webhooks: createWebhookService({
      settings: (realm) => stores.services.get(realm, 'webhooks'),
      ends: stores.sessionEnds,
      http: tracedHttp(createOutboundHttp({ allowed: webhookHosts, redirects: 0 }), 'webhook', webhookHosts, tracing),
      inClear: webhookHosts,
      log: surroundings.webhooks?.log ?? (() => undefined),
      now,
    }),
    push: auditedPush(
      measuredPush(
        createPushService({
          messages: stores.pushMessages,
          throttle: stores.throttle,
          transports: [
            local,
            tracedPush(
              createSnsTransport((realm) => stores.services.get(realm, 'pushNotification'), { role: surroundings.awsRole }),
              'sns',
              tracing,
            ),
          ],
          devices: createPushDeviceDirectory(stores.devices),
          offline: {
            ...offlineDevices,
            failed: (realm, error) =>
              surroundings.serverLog?.warn(
                { event: 'offline.key_not_kept', realm, err: error },
                'The offline key of a phone was not kept; it gives it again with its next answer.',
              ),
          },
          settings: async (realm) => {
            const settings = (await stores.services.get(realm, 'authenticatorPushService')) ?? authenticatorPushService.parse({});
            // A phone that answers comes to no journey that would look whether the realm is open.
            const enabled = (await stores.realms.settings(realm))?.active === true;
            return { enabled, maximumPushes: settings.maximumPushes, pushWindowSeconds: settings.pushWindowSeconds };
          },
          baseUrl: publicUrl,
          now,
        }),
        surroundings.metrics,
      ),
      stores.pushMessages,
      audit,
    ),
  };
  const captures = new Set<Promise<void>>();
  const engine = createEngine({
    catalogue,
    journeys: stores.journeys,
    journeySessions: stores.journeySessions,
    signOnSessions: stores.signOnSessions,
    realms: stores.realms,
    ports,
    scripts: scripts.service,
    values,
    sealer,
    resumeLink: (realm, journey, suspendedId) => resumeLink(addressOf(addresses, realm), realm, journey, suspendedId),
    observer,
    audit,
    signedOn: (session, evidence) => {
      surroundings.metrics?.sessionStarted();
      if (session.offline !== undefined || !evidence.some(({ factor }) => isSecondFactor(factor))) return;
      const { realm } = session;
      const who = { id: session.userId, username: session.username };
      const known = [offlineDevices.provedOnline(realm, who), ports.offlineCodes.provedOnline(realm, who)];
      const written = Promise.all(known).then(
        () => undefined,
        (error: unknown) => {
          surroundings.serverLog?.warn(
            { event: 'offline.not_captured', realm, err: error },
            'What is known of somebody who signed on for an outage was not written anew; it is with their next sign-on.',
          );
        },
      );
      captures.add(written);
      void written.finally(() => captures.delete(written));
    },
    now,
  });
  return {
    engine,
    ports,
    offlineCodes: auditedOfflineCodeDesk(createOfflineCodeDesk(stores, offlineDevices, recoveryCodes, now), findPerson, audit),
    offlineNews: createOfflineNews({
      ...stores,
      isOnline: async (realm) => (await ports.continuity.list(realm)).every(({ state }) => state === 'online'),
      tell: notices.tell,
      log: (level, facts, message) => surroundings.serverLog?.[level](facts, message),
      now,
    }),
    devices: auditedDeviceDesk(createDeviceDesk(stores, offlineDevices, recoveryCodes), findPerson, audit),
    isClientSecret,
    fidoMetadata,
    local,
    close: async () => {
      await Promise.all([...captures, ports.mail.close(), ports.messages.close(), ports.webhooks.close()]);
      await scripts.close();
      await own.stop();
    },
  };
}
