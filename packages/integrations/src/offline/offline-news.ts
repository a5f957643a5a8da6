import type { NoticeEvent, NoticePort } from '@waygate/node-kit';
import type { JsonObject } from '@waygate/schema';
import type { IdentityStore, OfflineCodeStore, OfflineEvent, OfflineEventKind, RealmStore } from '@waygate/storage';

/** How long whoever delivers an event has for it; then somebody else does, milliseconds. */
const CLAIM_MS = 60_000;
/** How many people of a realm are looked at in one go. */
const MOST_PEOPLE = 500;

/** What the owner is told, and what the event is called in the log. */
const TOLD: Readonly<Record<OfflineEventKind, { readonly notice: NoticeEvent; readonly event: string }>> = {
  backupCodeUsed: { notice: 'offlineBackupCodeUsed', event: 'offline_code.backup_code_used' },
  backupCodeNew: { notice: 'offlineBackupCodeNew', event: 'offline_code.backup_code_new' },
  codeRenamed: { notice: 'deviceRenamed', event: 'offline_code.renamed' },
  codeExpired: { notice: 'offlineCodeExpires', event: 'offline_code.expires' },
  codeRemoved: { notice: 'deviceRemoved', event: 'offline_code.removed' },
  phoneRemoved: { notice: 'deviceRemoved', event: 'offline_device.removed' },
};

export interface OfflineNewsDeps {
  readonly offlineCodes: OfflineCodeStore;
  readonly realms: Pick<RealmStore, 'list'>;
  readonly identities: Pick<IdentityStore, 'findById'>;
  /** Whether everything that a realm has watched can be reached. */
  readonly isOnline: (realm: string) => Promise<boolean>;
  readonly tell: NoticePort['tell'];
  readonly log: (level: 'info', facts: JsonObject, message: string) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Brings what happened during an outage, and by the command line, to the log and to the owners of accounts. */
export interface OfflineNews {
  /** Delivers what waits, in every realm that is online. Each event is delivered once, by whichever process comes first; after a crash in its midst it is again. */
  deliver(): Promise<void>;
}

export function createOfflineNews({ offlineCodes, realms, identities, isOnline, tell, log, now }: OfflineNewsDeps): OfflineNews {
  /** Takes the events of a person that nobody else has. */
  const claim = async (realm: string, userId: string): Promise<readonly OfflineEvent[]> => {
    const at = now();
    let claimed: readonly OfflineEvent[] = [];
    await offlineCodes.update(realm, userId, (record) => {
      claimed = record.unsentEvents.filter(({ claimedUntil = 0 }) => claimedUntil <= at);
      if (claimed.length === 0) return undefined;
      const ids = new Set(claimed.map(({ id }) => id));
      const marked = record.unsentEvents.map((one) => (ids.has(one.id) ? { ...one, claimedUntil: at + CLAIM_MS } : one));
      return { ...record, unsentEvents: marked };
    });
    return claimed;
  };

  const deliverTo = async (realm: string, userId: string) => {
    const events = await claim(realm, userId);
    if (events.length === 0) return;
    const person = await identities.findById(realm, userId);
    for (const { id, kind, at, by, deviceName, until } of events) {
      const { notice, event } = TOLD[kind];
      const facts = { event, realm, user: person?.username ?? userId, by, id, at: new Date(at).toISOString() };
      log('info', facts, 'An offline code was used or changed while nobody could be told.');
      if (person === undefined) continue;
      const subject = { id: person.id, username: person.username };
      const told = { deviceName, ...(until === undefined ? {} : { until }) };
      tell({ realm, subject, event: notice, facts: told, runId: id, idempotencyKey: id });
    }
    const done = new Set(events.map(({ id }) => id));
    await offlineCodes.update(realm, userId, (record) => ({
      ...record,
      unsentEvents: record.unsentEvents.filter(({ id }) => !done.has(id)),
    }));
  };

  return {
    async deliver() {
      for (const { path } of await realms.list()) {
        const people = await offlineCodes.withUnsentEvents(path, MOST_PEOPLE);
        if (people.length === 0 || !(await isOnline(path))) continue;
        for (const userId of people) await deliverTo(path, userId);
      }
    },
  };
}
