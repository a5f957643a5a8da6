import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loopbackCertificate } from '../mail/loopback-certificate.ts';

/** Whether Samba can be an Active Directory here: its packages are there (samba-ad-dc, samba-ad-provision, winbind), and the ports of a domain controller, which are fixed, may be taken. */
export const hasSamba = existsSync('/usr/sbin/samba') && existsSync('/usr/bin/samba-tool') && process.getuid?.() === 0;

export const SAMBA_ADMIN = { dn: 'CN=Administrator,CN=Users,DC=ad,DC=example,DC=com', password: 'Administrator-1' } as const;

/** A real Active Directory on loopback. */
export interface Samba {
  readonly url: string;
  /** Runs `samba-tool` on its database. */
  tool(...args: readonly string[]): void;
  stop(): Promise<void>;
}

/** Provisions a domain in a folder of its own and waits until it takes connections by LDAPS. */
export async function startSamba(): Promise<Samba> {
  const folder = mkdtempSync(join(tmpdir(), 'waygate-samba-'));
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  writeFileSync(cert, loopbackCertificate.cert);
  writeFileSync(key, loopbackCertificate.key, { mode: 0o600 });
  const options = ['interfaces=lo', 'bind interfaces only=yes', `tls certfile=${cert}`, `tls keyfile=${key}`, `tls cafile=${cert}`];
  const domain = [
    '--realm=AD.EXAMPLE.COM',
    '--domain=AD',
    '--server-role=dc',
    '--dns-backend=NONE',
    '--host-name=dc',
    '--host-ip=127.0.0.1',
  ];
  const run = (...args: readonly string[]) => execFileSync('/usr/bin/samba-tool', args, { stdio: 'pipe' });
  run(
    'domain',
    'provision',
    ...domain,
    `--adminpass=${SAMBA_ADMIN.password}`,
    `--targetdir=${folder}/dc`,
    ...options.map((option) => `--option=${option}`),
  );
  const settings = join(folder, 'dc/etc/smb.conf');
  const server = spawn('/usr/sbin/samba', ['-i', '-M', 'single', '-s', settings, '-d', '0'], { stdio: 'ignore' });
  const ended = once(server, 'exit');
  while (!(await answers(636))) {
    if (server.exitCode !== null) throw new Error('Samba did not start.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url: 'ldaps://127.0.0.1:636',
    tool: (...args) => void run(...args, '-H', join(folder, 'dc/private/sam.ldb'), '-s', settings),
    stop: async () => {
      server.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
