import { describe, expect, it } from 'vitest';
import { application } from '../src/index.ts';

const plain = { id: '7a8f7c52-8f0e-4a37-9f0d-0b8b8a1d2f11', name: 'payroll', publicDomain: 'https://payroll.example.com' };
const problems = (change: object) => application.safeParse({ ...plain, ...change }).error?.issues.map(({ path }) => path.join('.')) ?? [];

describe('an application', () => {
  it('lets nobody in offline unless it says who', () => {
    expect(application.parse(plain)).toMatchObject({ status: 'ACTIVE', groups: [], offline: { state: 'INACTIVE', groups: [] } });
  });

  it('has an origin as browsers write it, and goes without https on this machine alone', () => {
    const good = ['https://a.example', 'https://a.example:8443', 'http://localhost:3000', 'http://127.0.0.1:81', 'http://[::1]:3000'];
    for (const publicDomain of [...good, 'http://payroll.localhost:8080']) expect(problems({ publicDomain })).toEqual([]);
    for (const publicDomain of [
      'https://a.example/',
      'https://a.example/path',
      'https://A.example',
      'https://a.example:443',
      'http://localhost:80',
      'http://a.example',
      'http://localhost.example',
      'http://127.0.0.1.example',
      'https://user@a.example',
      'https://a.example\\@b.example',
      'https://a.example#',
      'https://*.example',
      'ftp://a.example',
      'javascript:alert(1)',
      'a.example',
      '',
    ])
      expect(problems({ publicDomain }), publicDomain).not.toEqual([]);
  });

  it('says who is signed on by headers that carry nothing else', () => {
    const mapped = (header: string) => problems({ headers: [{ header, source: { type: 'session', property: 'username' } }] });
    for (const header of ['X-User', 'X-Forwarded-User', 'Remote-User', 'iv-user']) expect(mapped(header), header).toEqual([]);
    for (const header of [
      'Cookie',
      'HOST',
      'X_User',
      'X-User:',
      'X-User\r\nX-Admin',
      '',
      '-X',
      'X--User',
      'Content-Length',
      'Connection',
      'Transfer-Encoding',
      'X-Forwarded-For',
      'X-Forwarded-Host',
      'X-Accel-Redirect',
      'X-Waygate-Assertion',
      'Sec-Fetch-Mode',
      'Ünser',
    ])
      expect(mapped(header), header).toEqual(['headers.0.header']);
    const source = { type: 'constant', value: 'x' };
    expect(
      problems({
        headers: [
          { header: 'X-User', source },
          { header: 'x-user', source },
        ],
      }),
    ).toEqual(['headers']);
  });
});
