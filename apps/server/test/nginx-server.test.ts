import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { application } from '@waygate/schema';
import { expect, it } from 'vitest';
import { loopbackCertificate } from '../../../packages/integrations/test/mail/loopback-certificate.ts';
import { nginxServer } from '../src/nginx-server.ts';
import { tried } from './nginx.ts';

const folder = mkdtempSync(join(tmpdir(), 'waygate-certificate-'));
const certificate = join(folder, 'payroll.pem');
const certificateKey = join(folder, 'payroll.key');

const payroll = {
  id: '7a8f7c52-8f0e-4a37-9f0d-0b8b8a1d2f11',
  name: 'pay-roll-2',
  publicDomain: 'https://payroll.example.com:8443',
  headers: [
    { header: 'X-User', source: { type: 'session', property: 'username' } },
    { header: 'Remote-Groups', source: { type: 'groups' } },
  ],
};
const surroundings = {
  realm: '/alpha',
  waygate: new URL('http://127.0.0.1:8080'),
  upstream: new URL('http://127.0.0.1:3000'),
  certificate,
  certificateKey,
};

it('is a configuration that nginx takes, for https and for this machine, beside others', () => {
  writeFileSync(certificate, loopbackCertificate.cert);
  writeFileSync(certificateKey, loopbackCertificate.key);
  const servers = [
    nginxServer(application.parse(payroll), surroundings),
    nginxServer(application.parse({ ...payroll, name: 'wiki', publicDomain: 'http://wiki.localhost:8444', headers: [] }), {
      ...surroundings,
      realm: '/',
      waygate: new URL('https://localhost'),
      upstream: new URL('https://127.0.0.1:3443'),
    }),
    nginxServer(application.parse({ ...payroll, name: 'six', publicDomain: 'http://[::1]:8445' }), {
      ...surroundings,
      realm: '/alpha/sub',
    }),
  ];
  expect(tried(servers.join('\n'))).toMatchObject({ isGood: true });
  expect(tried(`${servers[0]} nonsense;`).isGood).toBe(false);
});

it('overwrites every header that is mapped, and the signed one, and asks where its realm is', () => {
  const text = nginxServer(application.parse(payroll), { ...surroundings, realm: '/alpha/sub' });
  for (const [index, header] of ['X-User', 'Remote-Groups', 'X-Waygate-Assertion'].entries()) {
    expect(text).toContain(`auth_request_set $waygate_pay_roll_2_${index} $upstream_http_${header.toLowerCase().replaceAll('-', '_')};`);
    expect(text).toContain(`proxy_set_header ${header} $waygate_pay_roll_2_${index};`);
  }
  expect(text).toContain('proxy_pass http://waygate_pay_roll_2_gate/forward-auth/alpha%2Fsub/check;');
  expect(text).toContain('proxy_set_header X-Forwarded-Host payroll.example.com:8443;');
});
