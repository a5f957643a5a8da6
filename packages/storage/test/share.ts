import { WaygateError } from '@waygate/schema';
import type { Stores } from '../src/index.ts';
import { person } from './samples/person.ts';

/** What one process got of what several wanted: of 3 places, of 25 user names, and of 25 messages to settle, `m0` to `m24`. */
export interface Share {
  readonly places: number;
  readonly names: number;
  readonly settled: number;
}

/**
 * Takes what others want, too.
 * @param name the process, which nothing that it wants is named after
 */
export async function share({ throttle, identities, pushMessages }: Stores, name: string): Promise<Share> {
  const got = { places: 0, names: 0, settled: 0 };
  for (let index = 0; index < 25; index += 1) {
    if ((await throttle.take('user', `${name}-${index}`, 3, 600_000, 1_000)) === undefined) got.places += 1;
    try {
      await identities.create(person(`user${index}`, { id: `${name}-${index}` }));
      got.names += 1;
    } catch (error) {
      if (!(error instanceof WaygateError) || error.code !== 'identity.exists') throw error;
    }
    if (await pushMessages.settle('/alpha', `m${index}`, { state: 'DENIED' })) got.settled += 1;
  }
  return got;
}
