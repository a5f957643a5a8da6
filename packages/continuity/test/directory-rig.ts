import { type OfflineDirectory, offlineDirectory } from '@waygate/schema';
import {
  type DirectoryContent,
  type DirectoryRecord,
  type DirectoryStore,
  DirectorySyncer,
  type Leases,
  type SnapshotBucket,
  type SyncReport,
  type Verifier,
} from '../src/index.ts';
import { HealthRig } from './rig.ts';

export const DIRECTORY = '3b0f6f7e-4c1b-4d0c-9f7c-1d6a5a3a8a01';

/** A store in memory that a test can look into. */
export class DirectoryShelf implements DirectoryStore {
  record: DirectoryRecord | undefined;
  readonly buckets = new Map<string, SnapshotBucket>();
  readonly known = new Map<string, Verifier>();
  /** Called before each part is written. */
  beforeBucket: () => Promise<void> = async () => undefined;

  async find() {
    return this.record;
  }
  async update(_id: string, change: (record: DirectoryRecord | undefined) => DirectoryRecord | undefined) {
    const next = change(this.record);
    if (next !== undefined) this.record = next;
    return next !== undefined;
  }
  async putBucket(_id: string, generation: number, index: number, bucket: SnapshotBucket) {
    await this.beforeBucket();
    this.buckets.set(`${generation} ${index}`, bucket);
  }
  async bucket(_id: string, generation: number, index: number) {
    return this.buckets.get(`${generation} ${index}`);
  }
  async removePart(_id: string, { generation, buckets }: { readonly generation: number; readonly buckets: number }) {
    for (let index = 0; index < buckets; index += 1) this.buckets.delete(`${generation} ${index}`);
  }
  async verifier(_id: string, uniqueId: string) {
    return this.known.get(uniqueId);
  }
  async verifierOfPerson(_id: string, personId: string) {
    return [...this.known.values()].find((verifier) => verifier.personId === personId);
  }
  async verifiers() {
    return [...this.known.values()];
  }
  async countVerifiers() {
    return this.known.size;
  }
  async putVerifier(_id: string, verifier: Verifier) {
    this.known.set(verifier.uniqueId, verifier);
  }
  async removeVerifier(_id: string, uniqueId: string) {
    this.known.delete(uniqueId);
  }
  async remove() {
    this.record = undefined;
    this.buckets.clear();
    this.known.clear();
  }

  /** Everybody in the copy that counts. */
  get names(): readonly string[] {
    const { generation = 0, buckets = 0 } = this.record?.copy ?? {};
    return Array.from({ length: buckets }, (_, index) => this.buckets.get(`${generation} ${index}`)?.users ?? [])
      .flat()
      .map(({ username }) => username)
      .sort();
  }
}

export const content = (...names: string[]): DirectoryContent => ({
  users: names.map((uid) => ({ dn: `uid=${uid},dc=x`, values: { uid: [uid], entryuuid: [`id-${uid}`] } })),
  groups: [],
  references: 0,
});

/** A directory and everything around the syncer, with a clock that stands until it is moved. */
export class DirectoryRig {
  readonly #health = new HealthRig();
  readonly clock = this.#health.clock;
  readonly leases: Leases = this.#health.leases;
  readonly shelf = new DirectoryShelf();
  readonly reports: string[] = [];
  readonly faults: unknown[] = [];
  reads = 0;
  /** Milliseconds. */
  verifierAge = 86_400_000;
  /** What reading answers now. */
  answer: (signal: AbortSignal) => Promise<DirectoryContent> = async () => content('mia', 'tom');
  directory: OfflineDirectory | undefined = offlineDirectory.parse({
    id: DIRECTORY,
    idpId: 'idp',
    type: 'OPEN_LDAP',
    connection: { connectionUrl: 'ldap://x', bindDn: 'cn=a', bindCredential: 'b' },
    config: { userSearchDn: 'dc=x', groupSearchDn: 'dc=x' },
  });

  syncer(holder = 'one'): DirectorySyncer {
    return new DirectorySyncer({
      directories: async () => (this.directory === undefined ? [] : [{ realm: '/alpha', directory: this.directory }]),
      store: this.shelf,
      leases: this.leases,
      holder,
      reader: {
        read: (_directory, signal, progress) => {
          this.reads += 1;
          progress('users', 1);
          return this.answer(signal);
        },
      },
      verifierAge: async () => this.verifierAge,
      clock: this.clock,
      told: (report) => this.reports.push(this.lineOf(report)),
      failed: (error) => this.faults.push(error),
    });
  }

  private lineOf(report: SyncReport): string {
    const second = (this.clock.now() - this.clock.begin) / 1_000;
    const end = report.ok ? `${report.users} people` : `failed ${report.failures}${report.alarming ? ' ALARM' : ''}: ${report.detail}`;
    return `${second} ${report.trigger} ${end}`;
  }
}
