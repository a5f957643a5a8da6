import { expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';

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
