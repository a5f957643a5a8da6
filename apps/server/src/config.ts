import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { type AddressLimits, LIMITED, type Limited } from '@waygate/http';
import type { AwsRole, SmtpSettings } from '@waygate/integrations';
import {
  type AdministratorFactorRule,
  AUDIT_EVENTS,
  type AuditEventName,
  SCRIPT_DIGESTS,
  type ScriptDigest,
  WaygateError,
} from '@waygate/schema';
import type { TracingSettings } from '@waygate/tracing';
import { z } from 'zod';
import type { Outbound } from './allowed-hosts.ts';
import { nearestName } from './nearest-name.ts';
import { readAwsRole } from './read-aws-role.ts';
import { readSecretFiles } from './read-secret-files.ts';
import { readTracing } from './tracing/read-tracing.ts';
import { VERSION } from './version.ts';

const list = (what: string, check: (item: string) => boolean) =>
  z
    .string()
    .default('')
    .transform((text) => text.split(/[\s,]+/).filter((item) => item !== ''))
    .refine((items) => items.every(check), { message: `must be a list of ${what}, separated by commas.` });

const isRange = (item: string) => {
  const [address = '', bits] = item.split('/');
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return longest > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest));
};

const isOmittable = (item: string) =>
  Object.hasOwn(AUDIT_EVENTS, item) && AUDIT_EVENTS[item as AuditEventName].written === 'soon' && item !== 'operation.records_lost';

/** Every variable, with its meaning: the table in docs/configuration.md is made of this. */
export const configSchema = z.object({
  WAYGATE_HOST: z.string().min(1).default('127.0.0.1').meta({ description: 'Address to listen on.' }),
  WAYGATE_PORT: z.coerce.number().int().min(0).max(65_535).default(8080).meta({ description: 'Port to listen on.' }),
  WAYGATE_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ description: 'Address that browsers and phones use; `http://localhost:PORT` when unset.' }),
  WAYGATE_ADMIN_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      description:
        'Address of another host for the console, the administration APIs and everything of the root realm, which are then nowhere else ([operations.md](operations.md#a-host-of-its-own-for-administration)). At the public address when unset.',
    }),
  WAYGATE_DATA_DIR: z.string().min(1).default('./data').meta({ description: 'Folder of the embedded store and the keys.' }),
  WAYGATE_MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/./, { error: 'is no connection string of MongoDB (mongodb://… or mongodb+srv://…).' })
    .optional()
    .meta({
      secret: true,
      description:
        'Connection string of the MongoDB that the stores are in, for many copies; a replica set is needed, and `tls=true` (or a deliberate `tls=false`) for another machine. What its path names is the database, `waygate` when it names none. The embedded store in the data folder when unset.',
    }),
  WAYGATE_ADMIN_PASSWORD: z.string().min(8).max(256).optional().meta({
    secret: true,
    description:
      'Password of the administrator `amadmin` at first start. When unset one is generated and printed once, which must be changed at the first sign-on, within 7 days.',
  }),
  WAYGATE_ADMIN_SECOND_FACTOR: z.enum(['required', 'offered', 'off']).default('offered').meta({
    description:
      'Whether administrators of a new installation must sign on with a second factor (`required`), are asked to enrol one and can put it off (`offered`), or are not asked (`off`); at first start, later `waygate services set administratorSignOn --realm /` ([security-design.md](security-design.md#administrators)). `offered` when unset; what is shipped to run it sets `required`.',
  }),
  WAYGATE_DEMO: z
    .enum(['0', '1'])
    .default('0')
    .transform((value) => value === '1')
    .meta({ description: '`1` sets up realm `alpha`, shipped journeys, a demo user, and a provider whose outage can be rehearsed.' }),
  WAYGATE_KEYS_FILE: z.string().min(1).optional().meta({ description: 'Key ring; `keys.json` in the data folder when unset.' }),
  WAYGATE_OFFLINE_DEVICES_DIR: z.string().min(1).optional().meta({
    description:
      'Folder for what is known of phones in realms that keep it in files ([offline.md](offline.md)); `offline-devices` in the data folder when unset. Servers of one installation share it.',
  }),
  WAYGATE_TRUSTED_PROXIES: list('addresses or CIDR ranges', isRange).meta({
    description: 'Proxies whose forwarding headers are believed.',
  }),
  WAYGATE_TRUST_TRACEPARENT: z
    .enum(['0', '1'])
    .default('0')
    .transform((value) => value === '1')
    .meta({
      description:
        '`1` believes those proxies also of which trace a request is (`traceparent`). Only for proxies that take away what clients send ([operations.md](operations.md)).',
    }),
  WAYGATE_CORS_ORIGINS: list('origins such as https://app.example', (item) => URL.canParse(item) && new URL(item).origin === item).meta({
    description: 'Origins of applications that may call with credentials.',
  }),
  WAYGATE_TOKENS_IN_ADDRESSES: z
    .enum(['0', '1'])
    .default('0')
    .transform((value) => value === '1')
    .meta({
      description:
        '`1` takes tokens of sessions from addresses (`tokenId`, `sessionUpgradeSSOTokenId`), where proxies and histories keep them; refused otherwise. For old clients of AM that can send none in the body, by the cookie or by the header of its name.',
    }),
  WAYGATE_OUTBOUND: z.enum(['public', 'listed']).default('public').meta({
    description:
      'What the server may call when an author, a provider or a certificate names it: `public` is the public Internet and the hosts of the lists below; `listed` is those hosts alone, so that hosts of the public Internet must be listed, too, as `host:443` where they are to be called encrypted and no other way. Mail servers, MongoDB, Amazon SNS and collectors of traces are named by the operator anyhow.',
  }),
  WAYGATE_SCRIPT_HOSTS: list('hosts such as api.internal or api.internal:8443', (item) => /^[\w.:[\]-]+$/.test(item)).meta({
    description:
      'Hosts (`host` or `host:port`) that scripts and HTTP Client nodes may call though they are not of the public Internet; any other address inside is refused.',
  }),
  WAYGATE_SCRIPT_DIGESTS: list(`hash algorithms out of ${SCRIPT_DIGESTS.join(', ')}`, (item) =>
    SCRIPT_DIGESTS.some((one) => one === item),
  ).meta({
    description:
      'Hash algorithms that scripts may call, such as `SHA-256, SHA-384, SHA-512`, which leaves out the broken ones; those and SHA-1 and MD5 when unset, as in AM. A script that calls another one fails there; the check of a journey or of an import names scripts that call broken ones.',
  }),
  WAYGATE_PROVIDER_HOSTS: list('hosts such as id.internal or id.internal:8443', (item) => /^[\w.:[\]-]+$/.test(item)).meta({
    description:
      'Hosts (`host` or `host:port`) of providers that people sign on with elsewhere, though they are not of the public Internet; any other address inside is refused.',
  }),
  WAYGATE_DIRECTORY_HOSTS: list('hosts such as ldap.internal or ldap.internal:636', (item) => /^[\w.:[\]-]+$/.test(item)).meta({
    description:
      'Hosts (`host` or `host:port`) of directory servers that journeys may ask though they are not of the public Internet; any other address inside is refused.',
  }),
  WAYGATE_DIRECTORY_CA_FILE: z.string().min(1).optional().meta({
    description: 'PEM file of further authorities for the certificates of directory servers, which are always checked.',
  }),
  WAYGATE_HEALTH_HOSTS: list('hosts such as id.internal or id.internal:8443', (item) => /^[\w.:[\]-]+$/.test(item)).meta({
    description:
      'Hosts (`host` or `host:port`) that health checks of identity providers may ask though they are not of the public Internet; any other address inside is refused.',
  }),
  WAYGATE_OFFLINE_API_FROM: list('addresses or CIDR ranges', isRange).meta({
    description:
      'Addresses or CIDR ranges that may call the offline API; those of private networks and of this machine when unset. Behind a proxy `WAYGATE_TRUSTED_PROXIES` must name it, or every call seems to come from there.',
  }),
  WAYGATE_METADATA_HOSTS: list('hosts such as mds.internal or mds.internal:8443', (item) => /^[\w.:[\]-]+$/.test(item)).meta({
    description:
      'Hosts (`host` or `host:port`) that metadata of authenticators and revocation lists may be fetched from though they are not of the public Internet, metadata unencrypted, too; any other address inside is refused.',
  }),
  WAYGATE_SMTP_HOST: z.string().min(1).max(253).optional().meta({
    description:
      'Server that takes the mails of journeys. When unset they are kept in the folder `outbox` of the data folder and are not sent.',
  }),
  WAYGATE_SMTP_PORT: z.coerce
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .meta({ description: 'Port of that server; 465 for `implicit` and 587 otherwise when unset.' }),
  WAYGATE_SMTP_TLS: z.enum(['required', 'implicit', 'none']).default('required').meta({
    description:
      'How the connection is encrypted: `required` by STARTTLS or not at all, `implicit` from the first byte, `none` for a server on this machine. Certificates are always checked; `NODE_EXTRA_CA_CERTS` names further authorities.',
  }),
  WAYGATE_SMTP_USERNAME: z.string().min(1).max(256).optional().meta({ description: 'Name to sign on to that server with.' }),
  WAYGATE_SMTP_PASSWORD: z
    .string()
    .min(1)
    .max(1_024)
    .optional()
    .meta({ secret: true, description: 'Password of that name. A secret: it is never written anywhere.' }),
  WAYGATE_SMTP_OAUTH_TOKEN_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      description:
        'Token endpoint of whoever runs that server: Waygate then signs on with short-lived tokens (XOAUTH2) and no password ([mail.md](mail.md)). `https`, or of this machine.',
    }),
  WAYGATE_SMTP_OAUTH_CLIENT_ID: z.string().min(1).max(512).optional().meta({ description: 'Client that asks for the tokens.' }),
  WAYGATE_SMTP_OAUTH_CLIENT_SECRET: z
    .string()
    .min(1)
    .max(2_048)
    .optional()
    .meta({ secret: true, description: 'Secret of that client. It is never written anywhere.' }),
  WAYGATE_SMTP_OAUTH_REFRESH_TOKEN: z.string().min(1).max(8_192).optional().meta({
    secret: true,
    description:
      'Refresh token of the mailbox, where its owner gave the client one; without it the client asks for itself (client credentials). A secret.',
  }),
  WAYGATE_SMTP_OAUTH_SCOPE: z
    .string()
    .min(1)
    .max(1_024)
    .optional()
    .meta({ description: 'Scope to ask for, such as `https://outlook.office365.com/.default`.' }),
  WAYGATE_SMTP_FROM: z
    .string()
    .max(320)
    .regex(/^([^<>"\r\n]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/, 'must be an address, such as Example <no-reply@example.com>.')
    .optional()
    .meta({ description: 'Sender of mails whose template names none, such as `Example <no-reply@example.com>`; needed with a server.' }),
  WAYGATE_SMTP_TIMEOUT_SECONDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(300)
    .default(10)
    .meta({ description: 'How long that server may be silent.' }),
  WAYGATE_MESSAGE_HOSTS: list('hosts such as sms.internal or sms.internal:8443', (item) => /^[\w.:[\]-]+$/.test(item)).meta({
    description:
      'Hosts (`host` or `host:port`) of message gateways that may be called though they are not of the public Internet, and unencrypted; any other address inside is refused.',
  }),
  WAYGATE_LEAST_RSA_BITS: z.enum(['2048', '3072']).default('2048').transform(Number).meta({
    description:
      'Bits that RSA keys must have which programs, passkeys and apps bring: `3072` for 128 bits of security, where `2048` (about 112) is what AM takes. Shorter ones are refused when they are brought and when they are used, also those that were brought before ([keys.md](keys.md#keys-that-others-bring)).',
  }),
  WAYGATE_AWS_ROLE_REALMS: list('paths of realms such as /alpha, or *', (item) => /^(\*|\/[\w./-]*)$/.test(item)).meta({
    description:
      'Realms (such as `/alpha, /beta`; `*` for all) that push and send text messages by the role that the cloud gives this server where their SNS settings have no key ([messages.md](messages.md#by-a-role)); none when unset, because whoever administers a realm uses what the role may do.',
  }),
  WAYGATE_WEBHOOK_HOSTS: list('hosts such as crm.internal or crm.internal:8443', (item) => /^[\w.:[\]-]+$/.test(item)).meta({
    description:
      'Hosts (`host` or `host:port`) of webhooks that may be called though they are not of the public Internet, and unencrypted; any other address inside is refused.',
  }),
  WAYGATE_NODE_MAIL_SERVERS: list('hosts such as mail.internal or mail.internal:587', (item) => /^[\w.:[\]-]+$/.test(item)).meta({
    description:
      'Mail servers (`host` or `host:port`) that OTP Email Sender nodes may name and use in the place of the one above; what they name else is kept and not used.',
  }),
  WAYGATE_MESSAGE_OUTBOX: z
    .enum(['0', '1'])
    .optional()
    .transform((value) => (value === undefined ? undefined : value === '1'))
    .meta({
      description:
        'Whether text messages, calls and mailed codes that there is no gateway for are kept for an hour, for administrators to read in the console. `1` is what it is when unset while `WAYGATE_PUBLIC_URL` is of this machine, and is refused for any other: there such messages are dropped.',
    }),
  WAYGATE_TRACE_DAYS: z.coerce
    .number()
    .int()
    .min(0)
    .max(90)
    .default(7)
    .meta({ description: 'How many days the trace of a sign-on can be looked up in the console; 0 keeps none.' }),
  WAYGATE_AUDIT_DAYS: z.coerce
    .number()
    .int()
    .min(0)
    .max(36_500)
    .default(90)
    .meta({ description: 'How many days records of the audit log are kept ([audit.md](audit.md)); 0 keeps them for ever.' }),
  WAYGATE_AUDIT_LOG: z.enum(['off', 'stdout']).default('off').meta({
    description:
      '`stdout` also writes each record of the audit log as a line of JSON to standard output, for whoever ships it elsewhere; commands write them to standard error.',
  }),
  WAYGATE_AUDIT_OMIT: list('events that may be left out, such as authentication.begun', isOmittable).meta({
    description: 'Events that are not recorded; only those that [audit.md](audit.md) says are written soon can be left out.',
  }),
  WAYGATE_DRAIN_SECONDS: z.coerce.number().int().min(0).max(300).optional().meta({
    description:
      'How long a server that was told to stop by SIGTERM goes on taking requests while `/readyz` answers 503: longer than a load balancer takes to see that. `5` with `WAYGATE_MONGODB_URI` and `0` otherwise when unset.',
  }),
  WAYGATE_HASHING_AT_ONCE: z.coerce.number().int().min(1).max(1_024).optional().meta({
    description:
      'How many passwords and recovery codes are hashed at once; as many as there are cores when unset. `UV_THREADPOOL_SIZE` follows from it unless you set it ([sizing.md](sizing.md)).',
  }),
  WAYGATE_HASHING_QUEUE: z.coerce.number().int().min(0).max(100_000).default(1_000).meta({
    description:
      'How many more may be under way. Whoever comes beyond is told to come again (HTTP 503 with `Retry-After`) and has tried nothing: the same step can be sent again.',
  }),
  WAYGATE_ADDRESS_LIMITS: z
    .string()
    .regex(/^\s*([a-z]+=\d{1,7}([\s,]+|$))*$/, 'must be a list such as starts=300, tries=120, with whole numbers.')
    .optional()
    .meta({
      description:
        'How much one address may do in a minute: `starts` (sign-ons that begin, 300 when unset), `steps` (steps that are answered, 1200), `tries` (passwords, codes and secrets of clients that were wrong, 120), `tokens` (requests to authorization servers that prove nothing, 1200) and `pushes` (answers of phones, 600), such as `tries=60, steps=0`; 0 is without end ([operations.md](operations.md)). Each copy counts for itself. Behind a proxy `WAYGATE_TRUSTED_PROXIES` must name it, or everybody shares its limits.',
    }),
  WAYGATE_ADDRESS_LIMITS_EXCEPT: list('addresses or CIDR ranges', isRange).meta({
    description:
      'Addresses or CIDR ranges that have no such limit; those of this machine when unset. For what a proxy there forwards that `WAYGATE_TRUSTED_PROXIES` does not name the limits hold.',
  }),
  WAYGATE_METRICS_FROM: list('addresses or CIDR ranges', isRange).meta({
    description:
      'Addresses or CIDR ranges that may read `/metrics`; those of private networks and of this machine when unset. What a proxy forwards that `WAYGATE_TRUSTED_PROXIES` does not name is refused ([operations.md](operations.md)).',
  }),
  WAYGATE_METRICS_TOKEN: z.string().min(16).max(512).optional().meta({
    secret: true,
    description: 'Bearer token with which `/metrics` may be read from anywhere. A secret: it is never written anywhere.',
  }),
  WAYGATE_ESV_DIR: z.string().min(1).optional().meta({
    description:
      'Folder of further variables for journeys and scripts, as secrets are mounted into containers: the file `ESV_MY_NAME` in it holds that variable.',
  }),
  WAYGATE_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .meta({ description: 'From which level on lines of the log are written ([operations.md](operations.md)); `silent` writes none.' }),
});

/** Variables whose value is a secret. Each may stand in a file instead, which the variable `NAME_FILE` names. */
export const SECRET_VARIABLES: readonly string[] = [
  ...Object.entries(configSchema.shape)
    .filter(([, field]) => field.meta()?.['secret'] === true)
    .map(([name]) => name),
  'OTEL_EXPORTER_OTLP_HEADERS',
];

/** For a copy among others: load balancers ask every second or two, and kubelets tell them at once. */
const DRAIN_SECONDS = 5;

/** What one address may do in a minute: many people may share it, such as an office behind one router. */
const ADDRESS_LIMITS: AddressLimits['perMinute'] = { starts: 300, steps: 1_200, tries: 120, tokens: 1_200, pushes: 600 };
/** Addresses of this machine. */
const OWN_RANGES = ['127.0.0.0/8', '::1'];

/** Addresses of private networks (RFC 1918, RFC 4193), of one link and of this machine. */
const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '::1', 'fc00::/7', 'fe80::/10'];

/** Where the mails of journeys go. */
export interface MailSettings {
  /** Sender of templates that name none. */
  readonly from: string;
  /** Server that takes them; undefined keeps them in the outbox. */
  readonly smtp: SmtpSettings | undefined;
  /** Folder that mails are kept in when nobody takes them. */
  readonly outbox: string;
}

/** Configuration of a server, read once. */
export interface ServerConfig {
  readonly host: string;
  readonly port: number;
  /** Without a slash at the end; undefined means that it follows from the port. */
  readonly publicUrl: string | undefined;
  /** Origin of the host for administration; undefined means that it is at the public address. */
  readonly adminUrl: string | undefined;
  /** How a person at the terminal calls the command line: npm started the server in a checkout, and there is no `waygate` to find there. */
  readonly commandLine: string;
  readonly dataDirectory: string;
  /** Connection string, with its password; undefined for the embedded store. */
  readonly mongodbUri: string | undefined;
  readonly keysFile: string;
  readonly adminPassword: string | undefined;
  /** What is asked of administrators of a new installation beside their first factor. */
  readonly adminSecondFactor: AdministratorFactorRule;
  readonly demo: boolean;
  readonly trustedProxies: readonly string[];
  /** Whether those are believed of which trace a request is. */
  readonly trustsTraceparent: boolean;
  readonly corsOrigins: readonly string[];
  /** Whether an address may name a token of a session. */
  readonly tokensInAddresses: boolean;
  /** Whether hosts of the public Internet may be called without being listed. */
  readonly outbound: Outbound;
  /** Hosts that scripts may call though they are not public. */
  readonly scriptHosts: readonly string[];
  /** Hash algorithms that scripts may call. */
  readonly scriptDigests: readonly ScriptDigest[];
  /** Hosts of providers that may be called though they are not public. */
  readonly providerHosts: readonly string[];
  /** Directory servers that may be asked though they are not public. */
  readonly directoryHosts: readonly string[];
  /** Hosts that health checks may ask though they are not public. */
  readonly healthHosts: readonly string[];
  /** Addresses or CIDR ranges that may call the offline API. */
  readonly offlineApiFrom: readonly string[];
  /** Hosts that metadata of authenticators and revocation lists may be fetched from though they are not public. */
  readonly metadataHosts: readonly string[];
  /** File of further authorities for the certificates of directory servers. */
  readonly directoryCaFile: string | undefined;
  /** Folder for files of phones. */
  readonly offlineDevicesDirectory: string;
  /** Webhooks that may be called though they are not public, and unencrypted. */
  readonly webhookHosts: readonly string[];
  /** Where mails go out, and from whom. */
  readonly mail: MailSettings;
  /** How messages reach people. */
  readonly messages: {
    /** Whether what there is no gateway for is kept, to be read in the console. */
    readonly outbox: boolean;
    /** Gateways that may be called though they are not public, and unencrypted. */
    readonly gatewayHosts: readonly string[];
    /** Mail servers of nodes that are used in the place of the installation's. */
    readonly mailServers: readonly string[];
  };
  /** Bits that RSA keys must have which programs, passkeys and apps bring. */
  readonly leastRsaBits: number;
  /** Role of the cloud that realms may sign on at SNS by; undefined for none. */
  readonly awsRole?: AwsRole;
  /** Who may read the metrics: by address, or by the token. */
  readonly metrics: { readonly from: readonly string[]; readonly token?: string };
  /** How much one address may do. */
  readonly addressLimits: AddressLimits;
  /** How much is hashed at once, and how many may wait for it. */
  readonly hashing: { readonly atOnce?: number; readonly longest: number };
  /** 0 keeps no traces. */
  readonly traceDays: number;
  /** How long records of the audit log are kept, 0 for ever, where else they go, and which are left out. */
  readonly audit: { readonly days: number; readonly stdout: boolean; readonly omit: ReadonlySet<AuditEventName> };
  /** How long requests are taken after the server was told to stop, seconds. */
  readonly drainSeconds: number;
  readonly logLevel: string;
  /** Where traces go; undefined traces nothing. */
  readonly tracing?: TracingSettings;
  /** Variables that configurations of journeys may name, by the name of their environment variable (`ESV_…`). */
  readonly variables: ReadonlyMap<string, string>;
}

/**
 * Reads the variables, and the files that some of them name.
 * @throws WaygateError `config.invalid` (operational) that lists everything that is wrong at once
 */
export function readConfig(variables: Readonly<Record<string, string | undefined>>): ServerConfig {
  const { environment, problems: fileProblems } = readSecretFiles(variables, SECRET_VARIABLES, 'WAYGATE_ESV_DIR');
  const { tracing, problems: tracingProblems } = readTracing(environment, VERSION);
  const given = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => name.startsWith('WAYGATE_') && value !== undefined && value !== ''),
  );
  const parsed = configSchema.strict().safeParse(given);
  const { role: awsRole, problems: roleProblems } = readAwsRole(environment, parsed.data?.WAYGATE_AWS_ROLE_REALMS ?? []);
  const problems = [
    ...fileProblems,
    ...(parsed.error?.issues ?? []).flatMap((issue) =>
      issue.code === 'unrecognized_keys' ? issue.keys.map(unknownVariable) : [`${issue.path.join('.')}: ${issue.message}`],
    ),
    ...mailProblems(given),
    ...messageProblems(given),
    ...limitProblems(given),
    ...roleProblems,
    ...adminUrlProblems(given),
    ...tracingProblems,
  ];
  if (!parsed.success || problems.length > 0) {
    throw new WaygateError('operational', 'config.invalid', `The configuration is not right:\n  ${problems.join('\n  ')}`, {
      details: problems,
    });
  }
  const config = parsed.data;
  const dataDirectory = resolve(config.WAYGATE_DATA_DIR);
  return {
    host: config.WAYGATE_HOST,
    port: config.WAYGATE_PORT,
    publicUrl: config.WAYGATE_PUBLIC_URL?.replace(/\/+$/, ''),
    adminUrl: config.WAYGATE_ADMIN_URL === undefined ? undefined : new URL(config.WAYGATE_ADMIN_URL).origin,
    commandLine: environment['npm_lifecycle_event'] === undefined ? 'waygate' : 'npm run -s waygate --',
    dataDirectory,
    mongodbUri: config.WAYGATE_MONGODB_URI,
    keysFile: config.WAYGATE_KEYS_FILE === undefined ? resolve(dataDirectory, 'keys.json') : resolve(config.WAYGATE_KEYS_FILE),
    adminPassword: config.WAYGATE_ADMIN_PASSWORD,
    adminSecondFactor: config.WAYGATE_ADMIN_SECOND_FACTOR,
    demo: config.WAYGATE_DEMO,
    trustedProxies: config.WAYGATE_TRUSTED_PROXIES,
    trustsTraceparent: config.WAYGATE_TRUST_TRACEPARENT,
    corsOrigins: config.WAYGATE_CORS_ORIGINS,
    tokensInAddresses: config.WAYGATE_TOKENS_IN_ADDRESSES,
    outbound: config.WAYGATE_OUTBOUND,
    scriptHosts: config.WAYGATE_SCRIPT_HOSTS,
    scriptDigests:
      config.WAYGATE_SCRIPT_DIGESTS.length === 0
        ? SCRIPT_DIGESTS
        : SCRIPT_DIGESTS.filter((one) => config.WAYGATE_SCRIPT_DIGESTS.includes(one)),
    providerHosts: config.WAYGATE_PROVIDER_HOSTS,
    directoryHosts: config.WAYGATE_DIRECTORY_HOSTS,
    healthHosts: config.WAYGATE_HEALTH_HOSTS,
    offlineApiFrom: config.WAYGATE_OFFLINE_API_FROM.length === 0 ? PRIVATE_RANGES : config.WAYGATE_OFFLINE_API_FROM,
    metadataHosts: config.WAYGATE_METADATA_HOSTS,
    directoryCaFile: config.WAYGATE_DIRECTORY_CA_FILE,
    offlineDevicesDirectory:
      config.WAYGATE_OFFLINE_DEVICES_DIR === undefined
        ? resolve(dataDirectory, 'offline-devices')
        : resolve(config.WAYGATE_OFFLINE_DEVICES_DIR),
    webhookHosts: config.WAYGATE_WEBHOOK_HOSTS,
    mail: mailSettings(config, dataDirectory),
    messages: {
      outbox: config.WAYGATE_MESSAGE_OUTBOX ?? isOfThisMachine(config.WAYGATE_PUBLIC_URL),
      gatewayHosts: config.WAYGATE_MESSAGE_HOSTS,
      mailServers: config.WAYGATE_NODE_MAIL_SERVERS,
    },
    leastRsaBits: config.WAYGATE_LEAST_RSA_BITS,
    ...(awsRole === undefined ? {} : { awsRole }),
    metrics: {
      from: config.WAYGATE_METRICS_FROM.length === 0 ? PRIVATE_RANGES : config.WAYGATE_METRICS_FROM,
      ...(config.WAYGATE_METRICS_TOKEN === undefined ? {} : { token: config.WAYGATE_METRICS_TOKEN }),
    },
    addressLimits: {
      perMinute: { ...ADDRESS_LIMITS, ...addressLimitsIn(config.WAYGATE_ADDRESS_LIMITS) },
      except: config.WAYGATE_ADDRESS_LIMITS_EXCEPT.length === 0 ? OWN_RANGES : config.WAYGATE_ADDRESS_LIMITS_EXCEPT,
    },
    hashing: {
      longest: config.WAYGATE_HASHING_QUEUE,
      ...(config.WAYGATE_HASHING_AT_ONCE === undefined ? {} : { atOnce: config.WAYGATE_HASHING_AT_ONCE }),
    },
    audit: {
      days: config.WAYGATE_AUDIT_DAYS,
      stdout: config.WAYGATE_AUDIT_LOG === 'stdout',
      omit: new Set(config.WAYGATE_AUDIT_OMIT as AuditEventName[]),
    },
    traceDays: config.WAYGATE_TRACE_DAYS,
    drainSeconds: config.WAYGATE_DRAIN_SECONDS ?? (config.WAYGATE_MONGODB_URI === undefined ? 0 : DRAIN_SECONDS),
    logLevel: config.WAYGATE_LOG_LEVEL,
    ...(tracing === undefined ? {} : { tracing }),
    variables: new Map(
      Object.entries(environment).flatMap(([name, value]) =>
        name.startsWith('ESV_') && value !== undefined ? [[name, value] as const] : [],
      ),
    ),
  };
}

function addressLimitsIn(text = ''): Partial<Record<Limited, number>> {
  return Object.fromEntries(
    text
      .split(/[\s,]+/)
      .filter((item) => item !== '')
      .map((item) => item.split('='))
      .map(([name = '', many = '']) => [name, Number(many)]),
  );
}

/** Limits that there are none of. */
function limitProblems({ WAYGATE_ADDRESS_LIMITS: given }: Readonly<Record<string, string | undefined>>): string[] {
  const unknown = Object.keys(addressLimitsIn(given)).filter((name) => !LIMITED.some((known) => known === name));
  return unknown.map((name) => `WAYGATE_ADDRESS_LIMITS: there is no limit ${name}; there are ${LIMITED.join(', ')}.`);
}

function mailSettings(config: z.infer<typeof configSchema>, dataDirectory: string): MailSettings {
  const { WAYGATE_SMTP_HOST: host, WAYGATE_SMTP_TLS: tls } = config;
  const auth = smtpAuth(config);
  return {
    from: config.WAYGATE_SMTP_FROM ?? 'Waygate <waygate@localhost>',
    smtp:
      host === undefined
        ? undefined
        : {
            host,
            port: config.WAYGATE_SMTP_PORT ?? (tls === 'implicit' ? 465 : 587),
            tls,
            ...(auth === undefined ? {} : { auth }),
            timeoutMs: config.WAYGATE_SMTP_TIMEOUT_SECONDS * 1000,
          },
    outbox: resolve(dataDirectory, 'outbox'),
  };
}

function smtpAuth(config: z.infer<typeof configSchema>): SmtpSettings['auth'] {
  const { WAYGATE_SMTP_USERNAME: username, WAYGATE_SMTP_PASSWORD: password } = config;
  const {
    WAYGATE_SMTP_OAUTH_TOKEN_URL: tokenUrl,
    WAYGATE_SMTP_OAUTH_CLIENT_ID: clientId,
    WAYGATE_SMTP_OAUTH_CLIENT_SECRET: clientSecret,
  } = config;
  const { WAYGATE_SMTP_OAUTH_REFRESH_TOKEN: refreshToken, WAYGATE_SMTP_OAUTH_SCOPE: scope } = config;
  if (username === undefined) return undefined;
  if (password !== undefined) return { username, password };
  if (tokenUrl === undefined || clientId === undefined || clientSecret === undefined) return undefined;
  const optional = { ...(refreshToken === undefined ? {} : { refreshToken }), ...(scope === undefined ? {} : { scope }) };
  return { username, oauth: { tokenUrl, clientId, clientSecret, ...optional } };
}

/** What of the variables of mail does not go together. */
function mailProblems(given: Readonly<Record<string, string | undefined>>): string[] {
  const has = (name: string) => given[`WAYGATE_SMTP_${name}`] !== undefined;
  const problems: string[] = [];
  if (has('HOST') && !has('FROM')) problems.push('WAYGATE_SMTP_FROM: is needed with WAYGATE_SMTP_HOST.');
  const oauth = ['TOKEN_URL', 'CLIENT_ID', 'CLIENT_SECRET'].map((name) => has(`OAUTH_${name}`));
  const withTokens = oauth.some(Boolean) || has('OAUTH_REFRESH_TOKEN') || has('OAUTH_SCOPE');
  if (withTokens && (!oauth.every(Boolean) || !has('USERNAME')))
    problems.push(
      'WAYGATE_SMTP_OAUTH_TOKEN_URL, WAYGATE_SMTP_OAUTH_CLIENT_ID, WAYGATE_SMTP_OAUTH_CLIENT_SECRET, WAYGATE_SMTP_USERNAME: tokens need all of them.',
    );
  if (withTokens && has('PASSWORD')) problems.push('WAYGATE_SMTP_PASSWORD: is not used with tokens. Unset it.');
  const tokenUrl = given['WAYGATE_SMTP_OAUTH_TOKEN_URL'];
  if (tokenUrl?.startsWith('http:') === true && !isOfThisMachine(tokenUrl))
    problems.push('WAYGATE_SMTP_OAUTH_TOKEN_URL: must be https, since the secret of the client goes there.');
  if (!withTokens && has('USERNAME') !== has('PASSWORD'))
    problems.push('WAYGATE_SMTP_USERNAME, WAYGATE_SMTP_PASSWORD: one goes with the other.');
  if ((has('PASSWORD') || withTokens) && given['WAYGATE_SMTP_TLS'] === 'none')
    problems.push('WAYGATE_SMTP_TLS: neither a password nor a token is sent in clear. Take required or implicit.');
  return problems;
}

/** A server that others reach shows no codes, whatever it is told. */
function messageProblems(given: Readonly<Record<string, string | undefined>>): string[] {
  const { WAYGATE_MESSAGE_OUTBOX: outbox, WAYGATE_PUBLIC_URL: publicUrl } = given;
  if (outbox !== '1' || isOfThisMachine(publicUrl)) return [];
  return [
    'WAYGATE_MESSAGE_OUTBOX: shows one-time codes to administrators, so it is for a server that only this machine reaches. Unset it.',
  ];
}

/** An address for administration that would keep nothing apart, or that browsers would keep no cookies at. */
function adminUrlProblems(given: Readonly<Record<string, string | undefined>>): string[] {
  const admin = URL.parse(given['WAYGATE_ADMIN_URL'] ?? '');
  const open = URL.parse(given['WAYGATE_PUBLIC_URL'] ?? 'http://localhost');
  if (admin === null || open === null) return [];
  const problems: string[] = [];
  if (admin.hostname === open.hostname)
    problems.push(
      'WAYGATE_ADMIN_URL: needs another host name than WAYGATE_PUBLIC_URL, since browsers share cookies between the ports of one.',
    );
  if (admin.protocol !== open.protocol) problems.push('WAYGATE_ADMIN_URL: must be http or https as WAYGATE_PUBLIC_URL is.');
  if (admin.href !== `${admin.origin}/`)
    problems.push('WAYGATE_ADMIN_URL: must be scheme, host and port alone, without a path or anything else.');
  return problems;
}

function isOfThisMachine(publicUrl: string | undefined): boolean {
  const host = publicUrl === undefined ? 'localhost' : URL.parse(publicUrl)?.hostname;
  return host !== undefined && /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host);
}

function unknownVariable(name: string): string {
  const meant = nearestName(name, [
    ...Object.keys(configSchema.shape),
    ...SECRET_VARIABLES.filter((known) => known.startsWith('WAYGATE_')).map((known) => `${known}_FILE`),
  ]);
  return `${name}: there is no such variable.${meant === undefined ? '' : ` Did you mean ${meant}?`}`;
}
