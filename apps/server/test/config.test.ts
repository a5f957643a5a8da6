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
    WAYGATE_CORS_ORIGINS: '*',
    WAYGATE_MONGODB_URI: 'mongodb://x',
    WAYGATE_TYPO: '1',
  };
  try {
    readConfig(wrong);
    expect.unreachable();
  } catch (error) {
    for (const name of Object.keys(wrong)) expect(String(error)).toContain(name);
  }
});
