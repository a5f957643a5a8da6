import type { Sealer } from '@waygate/schema';
import { WaygateError } from '@waygate/schema';
import { type ConfigValues, createNodeSecrets } from '../src/index.ts';

const inBase64 = (text: string) => Buffer.from(text).toString('base64url');
const fromBase64 = (text: string) => Buffer.from(text, 'base64url').toString();

/** Seals in the form of the real thing, with a number that differs each time, and binds the installation and the context. */
function sealerOf(installation: string): Sealer {
  let count = 0;
  return {
    seal: (context, plaintext) => {
      count += 1;
      return [inBase64(`{"kid":"${installation}"}`), '', inBase64(String(count)), inBase64(plaintext), inBase64(context)].join('.');
    },
    open: (context, sealed) => {
      const [header = '', , , plaintext = '', bound = ''] = sealed.split('.').map(fromBase64);
      if (bound !== context || !header.includes(`"${installation}"`)) throw new WaygateError('operational', 'seal.unreadable', 'No.');
      return plaintext;
    },
  };
}

/** What an installation has. @param variables by the names in placeholders */
export function installation(name: string, variables: Readonly<Record<string, string>> = {}): ConfigValues {
  return { secrets: createNodeSecrets(sealerOf(name)), variable: (wanted) => variables[wanted] };
}
