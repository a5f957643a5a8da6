// Makes sure that there is an nginx for the tests of applications that a proxy guards: the system's, else Debian's package.
import { existsSync } from 'node:fs';
import { canInstall, installPackages } from './debian.mjs';
import { fail, say } from './toolchain.mjs';

const NGINX = '/usr/sbin/nginx';

/** Ends the process with what to do when there is none and none can be had. */
export async function nginx() {
  if (existsSync(NGINX)) return;
  if (canInstall()) {
    say('Installing nginx from Debian …');
    await installPackages('nginx');
    if (existsSync(NGINX)) return;
  }
  fail('The tests of applications that a proxy guards need nginx with auth_request. Install the package nginx.');
}
