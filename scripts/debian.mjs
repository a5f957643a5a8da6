// Installs packages of Debian that tests need, where that is possible without asking anybody. What brings a service of its own is not let start it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

/** Debian asks this program whether a package may start its service; 101 says no. */
const POLICY = '/usr/sbin/policy-rc.d';
/** The lists of packages, read once. */
let lists;

/** Whether packages can be installed here at all. */
export function canInstall() {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Installs packages without what they only recommend; the caller looks whether that went well. */
export async function installPackages(...names) {
  lists ??= aptGet('update', '-qq');
  await lists;
  const isOurs = !existsSync(POLICY);
  if (isOurs) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  await aptGet('install', '-y', '-qq', '--no-install-recommends', ...names);
  if (isOurs) rmSync(POLICY, { force: true });
}

async function aptGet(...args) {
  const child = spawn('apt-get', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  await once(child, 'exit');
}
