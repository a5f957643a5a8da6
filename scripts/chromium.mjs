// Finds a Chromium for the end-to-end tests: Playwright's own, else the system's, else Debian's package. The one without windows comes first: it is the same engine,
// starts sooner, and leaves more of a small machine to the tests.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { canInstall, installPackages } from './debian.mjs';
import { fail, root, say } from './toolchain.mjs';

const PACKAGES = ['chromium-headless-shell', 'chromium'];
const NAMES = [...PACKAGES, 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map((name) => `/usr/bin/${name}`);

/** Path of a browser. Ends the process with what to do when there is none and none can be had. */
export async function chromium() {
  const named = process.env.WAYGATE_E2E_CHROMIUM;
  if (named !== undefined && existsSync(named)) return named;
  const script = "import('@playwright/test').then(({ chromium }) => console.log(chromium.executablePath()))";
  const own = spawnSync(process.execPath, ['-e', script], { cwd: join(root, 'e2e'), encoding: 'utf8' }).stdout.trim();
  if (own !== '' && existsSync(own)) return own;
  const system = NAMES.find((path) => existsSync(path));
  if (system !== undefined) return system;
  if (canInstall()) {
    say('Installing Chromium from Debian …');
    for (const name of PACKAGES) {
      await installPackages(name, 'fonts-liberation');
      if (existsSync(`/usr/bin/${name}`)) return `/usr/bin/${name}`;
    }
  }
  return fail('The end-to-end tests need a Chromium. Install one, or name it in WAYGATE_E2E_CHROMIUM.');
}
