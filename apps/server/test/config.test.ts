import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig, SECRET_VARIABLES } from '../src/config.ts';

it('has a default for everything', () => {
  expect(readConfig({ PATH: '/bin', WAYGATE_PORT: '' })).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    publicUrl: undefined,
    demo: false,
    trustedProxies: [],
    corsOrigins: [],
    scriptHosts: [],
    logLevel: 'info',
    variables: new Map(),
  });
});

it('gives load balancers time to see that a copy stops, where there are others', () => {
  const drain = (more: Record<string, string>) => readConfig(more).drainSeconds;
  expect([drain({}), drain({ WAYGATE_MONGODB_URI: 'mongodb://db' }), drain({ WAYGATE_DRAIN_SECONDS: '20' })]).toEqual([0, 5, 20]);
  expect(drain({ WAYGATE_MONGODB_URI: 'mongodb://db', WAYGATE_DRAIN_SECONDS: '0' })).toBe(0);
});

it('reads lists, flags and addresses', () => {
  const config = readConfig({
    WAYGATE_PUBLIC_URL: 'https://id.example/',
    WAYGATE_DEMO: '1',
    WAYGATE_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
    WAYGATE_CORS_ORIGINS: 'https://app.example',
    WAYGATE_DATA_DIR: '/data',
  });
  expect(config).toMatchObject({
    publicUrl: 'https://id.example',
    demo: true,
    trustedProxies: ['10.0.0.0/8', '::1'],
    keysFile: '/data/keys.json',
  });
});

it('takes an address of another host for administration', () => {
  const urls = { WAYGATE_PUBLIC_URL: 'https://id.example', WAYGATE_ADMIN_URL: 'https://admin.id.example:8443/' };
  expect(readConfig(urls)).toMatchObject({ publicUrl: 'https://id.example', adminUrl: 'https://admin.id.example:8443' });
  expect(readConfig({ WAYGATE_ADMIN_URL: 'http://admin.localhost:8080' }).adminUrl).toBe('http://admin.localhost:8080');
  expect(readConfig({ WAYGATE_PUBLIC_URL: 'https://id.example' }).adminUrl).toBeUndefined();
});

it.each([
  ['https://id.example', 'needs another host name'],
  ['https://ID.example:8443', 'needs another host name'],
  ['http://admin.example', 'must be http or https as WAYGATE_PUBLIC_URL is'],
  ['https://admin.example/console', 'without a path'],
  ['https://admin:secret@admin.example', 'without a path or anything else'],
  ['admin.example', 'WAYGATE_ADMIN_URL'],
  ['ftp://admin.example', 'WAYGATE_ADMIN_URL'],
])('refuses %s for administration beside https://id.example', (url, why) => {
  expect(() => readConfig({ WAYGATE_PUBLIC_URL: 'https://id.example', WAYGATE_ADMIN_URL: url })).toThrow(why);
});

it('lets scripts call the hashes that are named, and those of AM when none is', () => {
  expect(readConfig({}).scriptDigests).toEqual(['SHA-256', 'SHA-384', 'SHA-512', 'SHA-1', 'MD5']);
  expect(readConfig({ WAYGATE_SCRIPT_DIGESTS: 'SHA-512, SHA-256' }).scriptDigests).toEqual(['SHA-256', 'SHA-512']);
  expect(() => readConfig({ WAYGATE_SCRIPT_DIGESTS: 'SHA-256, RIPEMD' })).toThrow(
    'WAYGATE_SCRIPT_DIGESTS: must be a list of hash algorithms',
  );
});

it('says everything that is wrong at once, and what is not a variable', () => {
  const wrong = {
    WAYGATE_PORT: '99999',
    WAYGATE_PUBLIC_URL: 'ftp://x',
    WAYGATE_TRUSTED_PROXIES: 'everybody',
    WAYGATE_OFFLINE_API_FROM: '10.0.0.0/33',
    WAYGATE_CORS_ORIGINS: '*',
    WAYGATE_MONGODB_URI: 'mysql://waygate:geheim@db',
    WAYGATE_TYPO: '1',
  };
  try {
    readConfig(wrong);
    expect.unreachable();
  } catch (error) {
    for (const name of Object.keys(wrong)) expect(String(error)).toContain(name);
    expect(String(error), 'no password of an address is repeated').not.toContain('geheim');
  }
});

it('keeps mails in a folder until a server is named that takes them, and never in clear with a password', () => {
  expect(readConfig({ WAYGATE_DATA_DIR: '/data' }).mail).toEqual({
    from: 'Waygate <waygate@localhost>',
    smtp: undefined,
    outbox: '/data/outbox',
  });
  const smtp = {
    WAYGATE_SMTP_HOST: 'mail.example.com',
    WAYGATE_SMTP_USERNAME: 'way',
    WAYGATE_SMTP_PASSWORD: 'a secret',
    WAYGATE_SMTP_FROM: 'Example <no-reply@example.com>',
  };
  const auth = { username: 'way', password: 'a secret' };
  const settings = { host: 'mail.example.com', port: 587, tls: 'required', auth, timeoutMs: 10_000 };
  expect(readConfig(smtp).mail).toMatchObject({ from: 'Example <no-reply@example.com>', smtp: settings });
  expect(readConfig({ ...smtp, WAYGATE_SMTP_TLS: 'implicit' }).mail.smtp).toEqual({ ...settings, port: 465, tls: 'implicit' });
  for (const [change, said] of [
    [{ WAYGATE_SMTP_FROM: undefined }, 'WAYGATE_SMTP_FROM'],
    [{ WAYGATE_SMTP_FROM: 'nobody' }, 'WAYGATE_SMTP_FROM'],
    [{ WAYGATE_SMTP_FROM: 'a@example.com\r\nBcc: b@example.com' }, 'WAYGATE_SMTP_FROM'],
    [{ WAYGATE_SMTP_USERNAME: undefined }, 'WAYGATE_SMTP_USERNAME'],
    [{ WAYGATE_SMTP_TLS: 'none' }, 'in clear'],
    [{ WAYGATE_SMTP_TLS: 'maybe' }, 'WAYGATE_SMTP_TLS'],
  ] as const) {
    expect(() => readConfig({ ...smtp, ...change })).toThrow(said);
    expect(() => readConfig({ ...smtp, ...change })).not.toThrow('a secret');
  }
});

it('signs on at the mail server with tokens where all that they need is there, and never with a secret in clear', () => {
  const mail = { WAYGATE_SMTP_HOST: 'mail', WAYGATE_SMTP_FROM: 'a@example.com', WAYGATE_SMTP_USERNAME: 'box@example.com' };
  const tokens = {
    WAYGATE_SMTP_OAUTH_TOKEN_URL: 'https://login.example.com/token',
    WAYGATE_SMTP_OAUTH_CLIENT_ID: 'waygate',
    WAYGATE_SMTP_OAUTH_CLIENT_SECRET: 'geheim',
  };
  expect(readConfig({ ...mail, ...tokens, WAYGATE_SMTP_OAUTH_SCOPE: 'mail.send' }).mail.smtp?.auth).toEqual({
    username: 'box@example.com',
    oauth: { tokenUrl: 'https://login.example.com/token', clientId: 'waygate', clientSecret: 'geheim', scope: 'mail.send' },
  });
  const refused = (more: Record<string, string>) => {
    try {
      return readConfig({ ...mail, ...tokens, ...more }).mail.smtp;
    } catch (error) {
      return String(error);
    }
  };
  expect(refused({ WAYGATE_SMTP_OAUTH_CLIENT_SECRET: '' })).toContain('tokens need all of them');
  expect(refused({ WAYGATE_SMTP_USERNAME: '' })).toContain('tokens need all of them');
  expect(refused({ WAYGATE_SMTP_PASSWORD: 'auch geheim' })).toContain('WAYGATE_SMTP_PASSWORD: is not used with tokens');
  expect(refused({ WAYGATE_SMTP_TLS: 'none' })).toContain('neither a password nor a token is sent in clear');
  expect(refused({ WAYGATE_SMTP_OAUTH_TOKEN_URL: 'http://login.example.com/token' })).toContain('must be https');
  expect(refused({ WAYGATE_SMTP_OAUTH_TOKEN_URL: 'http://127.0.0.1:1/token' })).toMatchObject({ host: 'mail' });
});

it('keeps messages to be read in the console only where nobody but this machine comes', () => {
  const outboxOf = (variables: Record<string, string>) => readConfig(variables).messages.outbox;
  expect(outboxOf({})).toBe(true);
  expect(outboxOf({ WAYGATE_MESSAGE_OUTBOX: '0' })).toBe(false);
  for (const url of ['http://localhost:8080', 'https://waygate.localhost', 'http://127.0.0.1:9', 'http://[::1]:9']) {
    expect(outboxOf({ WAYGATE_PUBLIC_URL: url })).toBe(true);
    expect(outboxOf({ WAYGATE_PUBLIC_URL: url, WAYGATE_MESSAGE_OUTBOX: '1' })).toBe(true);
  }
  for (const url of ['https://id.example', 'https://localhost.example', 'https://127.0.0.1.example', 'http://10.0.0.1']) {
    expect(outboxOf({ WAYGATE_PUBLIC_URL: url })).toBe(false);
    expect(() => readConfig({ WAYGATE_PUBLIC_URL: url, WAYGATE_MESSAGE_OUTBOX: '1' })).toThrow('WAYGATE_MESSAGE_OUTBOX');
  }
});

describe('secrets in files', () => {
  const folder = () => mkdtempSync(join(tmpdir(), 'waygate-secrets-'));
  /** Writes a file. @returns where */
  const file = (text: string, directory = folder(), name = 'secret') => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };

  it('are taken of each variable that is one, without the line end that an editor leaves', () => {
    expect(SECRET_VARIABLES).toEqual([
      'WAYGATE_MONGODB_URI',
      'WAYGATE_ADMIN_PASSWORD',
      'WAYGATE_SMTP_PASSWORD',
      'WAYGATE_SMTP_OAUTH_CLIENT_SECRET',
      'WAYGATE_SMTP_OAUTH_REFRESH_TOKEN',
      'WAYGATE_METRICS_TOKEN',
      'OTEL_EXPORTER_OTLP_HEADERS',
    ]);
    const config = readConfig({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
      OTEL_EXPORTER_OTLP_HEADERS_FILE: file('authorization=geheim\n'),
      WAYGATE_MONGODB_URI_FILE: file('mongodb://waygate:geheim@db/waygate?tls=true\n'),
      WAYGATE_ADMIN_PASSWORD_FILE: file(' a long password \r\n'),
      WAYGATE_METRICS_TOKEN_FILE: file('0123456789abcdef'),
      WAYGATE_SMTP_HOST: 'mail.example.com',
      WAYGATE_SMTP_FROM: 'no-reply@example.com',
      WAYGATE_SMTP_USERNAME: 'way',
      WAYGATE_SMTP_PASSWORD_FILE: file('mail secret\n'),
    });
    expect(config).toMatchObject({
      mongodbUri: 'mongodb://waygate:geheim@db/waygate?tls=true',
      adminPassword: ' a long password ',
      metrics: { token: '0123456789abcdef' },
      mail: { smtp: { auth: { password: 'mail secret' } } },
      tracing: { headers: { authorization: 'geheim' } },
      drainSeconds: 5,
    });
  });

  it('name the variables that journeys and scripts read, a file for each', () => {
    const directory = folder();
    file('from a file\n', directory, 'ESV_MAIL_KEY');
    file('nobody reads this', directory, 'WAYGATE_DEMO');
    mkdirSync(join(directory, '..data'));
    const { variables, demo } = readConfig({ WAYGATE_ESV_DIR: directory, ESV_PLAIN: 'as before' });
    expect(Object.fromEntries(variables)).toEqual({ ESV_PLAIN: 'as before', ESV_MAIL_KEY: 'from a file' });
    expect(demo).toBe(false);
  });

  it('that are not there are named, each with the one that was probably meant', () => {
    const given = { WAYGATE_DATA: '/x', WAYGATE_PUBLIC_ULR: 'y', WAYGATE_SMTP_PASWORD_FILE: 'z', WAYGATE_COFFEE: '1' };
    expect(() => readConfig(given)).toThrow(
      [
        'WAYGATE_DATA: there is no such variable. Did you mean WAYGATE_DATA_DIR?',
        'WAYGATE_PUBLIC_ULR: there is no such variable. Did you mean WAYGATE_PUBLIC_URL?',
        'WAYGATE_SMTP_PASWORD_FILE: there is no such variable. Did you mean WAYGATE_SMTP_PASSWORD_FILE?',
        'WAYGATE_COFFEE: there is no such variable.',
      ].join('\n  '),
    );
  });

  it('are refused with what is wrong, and never quoted', () => {
    const directory = folder();
    const both = file('secret of the file', directory, 'ESV_BOTH');
    try {
      readConfig({
        WAYGATE_ADMIN_PASSWORD_FILE: join(directory, 'nowhere'),
        WAYGATE_METRICS_TOKEN_FILE: file('\n'),
        WAYGATE_MONGODB_URI_FILE: file('mysql://waygate:geheim@db'),
        WAYGATE_SMTP_PASSWORD: 'said twice',
        WAYGATE_SMTP_PASSWORD_FILE: both,
        WAYGATE_PORT_FILE: file('8080'),
        WAYGATE_ESV_DIR: directory,
        ESV_BOTH: 'said before',
      });
      expect.unreachable();
    } catch (error) {
      const said = String(error);
      expect(said).toContain('WAYGATE_ADMIN_PASSWORD_FILE: ');
      expect(said).toContain('ENOENT');
      expect(said).toMatch(/WAYGATE_METRICS_TOKEN_FILE: .* is empty/);
      expect(said).toContain('WAYGATE_MONGODB_URI: is no connection string');
      expect(said).toContain('WAYGATE_SMTP_PASSWORD_FILE: WAYGATE_SMTP_PASSWORD is set, too');
      expect(said).toContain('WAYGATE_PORT_FILE: there is no such variable');
      expect(said).toContain('WAYGATE_ESV_DIR: ESV_BOTH is set, too');
      expect(said).not.toMatch(/geheim|secret of|said before|said twice/);
    }
    expect(() => readConfig({ WAYGATE_ESV_DIR: both })).toThrow('WAYGATE_ESV_DIR');
    expect(() => readConfig({ WAYGATE_ADMIN_PASSWORD_FILE: directory })).toThrow('is no file');
    expect(() => readConfig({ WAYGATE_ADMIN_PASSWORD_FILE: file('x'.repeat(70_000)) })).toThrow('larger than');
  });
});

describe('the role of the cloud', () => {
  const web = { AWS_WEB_IDENTITY_TOKEN_FILE: '/token', AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/waygate' };
  const problemsOf = (more: Record<string, string>): unknown => {
    try {
      return readConfig(more).awsRole;
    } catch (error) {
      return (error as { details: readonly string[] }).details.map((problem) => problem.slice(0, problem.indexOf(':')));
    }
  };

  it('is for the realms that are named, and what a container has by itself gives it to none', () => {
    expect(problemsOf(web)).toBeUndefined();
    expect(problemsOf({ ...web, WAYGATE_AWS_ROLE_REALMS: '/, /alpha' })).toEqual({
      source: { type: 'webIdentity', tokenFile: '/token', roleArn: web.AWS_ROLE_ARN },
      realms: new Set(['/', '/alpha']),
    });
    const pod = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/v1/credentials',
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/token',
      AWS_ENDPOINT_URL_SNS: 'https://sns.internal',
    };
    expect(problemsOf({ ...pod, WAYGATE_AWS_ROLE_REALMS: '*' })).toEqual({
      source: { type: 'container', url: 'http://169.254.170.23/v1/credentials', tokenFile: '/token' },
      realms: 'every',
      snsEndpoint: 'https://sns.internal',
    });
    expect(problemsOf({ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/x', WAYGATE_AWS_ROLE_REALMS: '*' })).toMatchObject({
      source: { type: 'container', url: 'http://169.254.170.2/v2/x' },
    });
  });

  it.each([
    ['there is none', {}, ['WAYGATE_AWS_ROLE_REALMS']],
    ['its name is missing', { AWS_WEB_IDENTITY_TOKEN_FILE: '/token' }, ['AWS_ROLE_ARN']],
    [
      'credentials would cross a network in clear',
      { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://10.0.0.1/' },
      ['AWS_CONTAINER_CREDENTIALS_FULL_URI'],
    ],
    ['SNS would be spoken to in clear', { ...web, AWS_ENDPOINT_URL_SNS: 'http://10.0.0.1/' }, ['AWS_ENDPOINT_URL_SNS']],
    ['a path is no realm', { ...web, WAYGATE_AWS_ROLE_REALMS: 'alpha' }, ['WAYGATE_AWS_ROLE_REALMS']],
  ])('is refused at start where %s', (_, more, problems) => {
    expect(problemsOf({ WAYGATE_AWS_ROLE_REALMS: '/alpha', ...more })).toEqual(problems);
  });
});

it('takes RSA keys of 2048 bits from others unless the operator wants 3072, and never shorter ones', () => {
  expect([readConfig({}).leastRsaBits, readConfig({ WAYGATE_LEAST_RSA_BITS: '3072' }).leastRsaBits]).toEqual([2_048, 3_072]);
  expect(() => readConfig({ WAYGATE_LEAST_RSA_BITS: '1024' })).toThrow('WAYGATE_LEAST_RSA_BITS');
});
