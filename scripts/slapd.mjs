// Makes sure that there is an OpenLDAP for the tests that ask a directory: the system's, else Debian's package.
import { existsSync } from 'node:fs';
import { canInstall, installPackages } from './debian.mjs';
import { fail, say } from './toolchain.mjs';

const SLAPD = '/usr/sbin/slapd';

/** Ends the process with what to do when there is none and none can be had. */
export async function slapd() {
  if (existsSync(SLAPD)) return;
  if (canInstall()) {
    say('Installing OpenLDAP from Debian …');
    await installPackages('slapd');
    if (existsSync(SLAPD)) return;
  }
  fail('The tests of directories need OpenLDAP. Install the package slapd.');
}
