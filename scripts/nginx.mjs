// Makes sure that there is an nginx for the tests of applications that a proxy guards: the system's, else Debian's package, which is not let start a server of its own.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { fail, say } from './toolchain.mjs';

const NGINX = '/usr/sbin/nginx';
/** Debian asks this program whether a package may start its service; 101 says no. */
const POLICY = '/usr/sbin/policy-rc.d';

/** Ends the process with what to do when there is none and none can be had. */
export function nginx() {
  if (existsSync(NGINX)) return;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('Installing nginx from Debian …');
    const quiet = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    const isOurs = !existsSync(POLICY);
    if (isOurs) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    spawnSync('apt-get', ['update', '-qq'], quiet);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'nginx'], quiet);
    if (isOurs) rmSync(POLICY, { force: true });
    if (existsSync(NGINX)) return;
  }
  fail('The tests of applications that a proxy guards need nginx with auth_request. Install the package nginx.');
}
