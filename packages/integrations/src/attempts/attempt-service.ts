import { createHmac } from 'node:crypto';
import type { AttemptPermit, AttemptPort, AttemptTarget } from '@waygate/node-kit';
import { authenticatorThrottleService } from '@waygate/schema';
import type { AttemptHolder, AttemptStore, ServiceStore } from '@waygate/storage';
import { cleared, judged, type Ruling, reset } from './throttle-rules.ts';

/** How long tries are counted for a name that nobody is called. */
const NOBODY_KEPT_MS = 24 * 3_600_000;

export interface AttemptServiceDeps {
  readonly attempts: AttemptStore;
  readonly services: Pick<ServiceStore, 'get'>;
  /** For digests, so that what is stored says neither a name nor what was tried. */
  readonly key: Buffer;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What is known of a try beside its target. */
export interface AttemptFacts {
  /** Whether nothing was proved of the person yet in the run, so that the try can lock no account. */
  readonly unproved?: boolean;
}

/** The throttle with what only the server may do. */
export interface AttemptService extends AttemptPort {
  begin(target: AttemptTarget, key: string, facts?: AttemptFacts): Promise<AttemptPermit>;
  /** The same for a name that nobody is called: it counts and answers like that of somebody. @param name in the spelling that all spellings of the name share */
  beginForNobody(realm: string, name: string, authenticator: string, key: string): Promise<AttemptPermit>;
  /** Clears what was counted of an authenticator of a person, because it was bound anew or an administrator says so; of every one when none is named. */
  reset(realm: string, personId: string, authenticator?: string): Promise<void>;
}

/** The one throttle of everything that verifies a person. Every try is counted in one document of the person, by one compare-and-set, before anything is compared. */
export function createAttemptService({ attempts, services, key: secret, now }: AttemptServiceDeps): AttemptService {
  const digest = (text: string) => createHmac('sha256', secret).update(text).digest('base64url').slice(0, 22);
  const settings = async (realm: string) => (await services.get(realm, 'authenticatorThrottle')) ?? authenticatorThrottleService.parse({});

  async function begin(
    realm: string,
    holder: AttemptHolder,
    authenticator: string,
    key: string,
    unproved: boolean,
  ): Promise<AttemptPermit> {
    const rules = await settings(realm);
    const at = now();
    const asked = { authenticator, key: digest(key), now: at, unproved };
    const options = { now: at, ...('name' in holder ? { expiresAt: at + NOBODY_KEPT_MS } : {}) };
    let ruling: Ruling = { permit: { allowed: false, reason: 'wait' } };
    await attempts.update(realm, holder, options, (record) => {
      ruling = judged(record, asked, rules);
      return ruling.record;
    });
    return ruling.permit;
  }

  return {
    begin: ({ realm, subject, authenticator }, key, { unproved = false } = {}) =>
      begin(realm, { person: subject.id }, authenticator, key, unproved),
    beginForNobody: (realm, name, authenticator, key) => begin(realm, { name: digest(`name ${name}`) }, authenticator, key, false),
    async succeeded({ realm, subject, authenticator }, key) {
      await attempts.update(realm, { person: subject.id }, { now: now() }, (record) => cleared(record, authenticator, digest(key)));
    },
    async reset(realm, personId, authenticator) {
      await attempts.update(realm, { person: personId }, { now: now() }, (record) => reset(record, authenticator));
    },
  };
}
