import { readFileSync } from 'node:fs';
import { signOn } from '../../scripts/package/sign-on.ts';

/** Signs the administrator on at a server. Exit code 1 when it comes to nothing. */
const [url = '', passwordFile = ''] = process.argv.slice(2);
await signOn(url, 'amadmin', readFileSync(passwordFile, 'utf8').trim());
