// Makes sure that there is an nginx for the tests of what a proxy guards or balances: the system's, else Debian's package.
import { existsSync } from 'node:fs';
import { canInstall, installPackages } from './debian.mjs';
import { fail, say } from './toolchain.mjs';

const NGINX = '/usr/sbin/nginx';
/** Makes the certificate that the shipped configuration is tried with. */
const OPENSSL = '/usr/bin/openssl';

/** Ends the process with what to do when there is none and none can be had. */
export async function nginx() {
  const isThere = () => existsSync(NGINX) && existsSync(OPENSSL);
  if (isThere()) return;
  if (canInstall()) {
    say('Installing nginx from Debian …');
    await installPackages('nginx', 'openssl');
    if (isThere()) return;
  }
  fail('The tests of what a proxy guards or balances need nginx with auth_request. Install the packages nginx and openssl.');
}
