import {
  createArgon2Hasher,
  createAttemptService,
  createIdentityService,
  createSealer,
  createSelfService,
  KeyRing,
} from '@waygate/integrations';
import type { NodePorts, Subject } from '@waygate/node-kit';
import type { JsonObject, ServiceName, ServiceSettings } from '@waygate/schema';
import { serviceSchemas } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';

const REALM = '/alpha';
const sealer = createSealer(new KeyRing('test', new Map([['test', Buffer.alloc(32)]])));
const hasher = createArgon2Hasher({ parameters: { memoryCost: 64, timeCost: 1, parallelism: 1 } });

/** When the people of a test are made, epoch milliseconds. */
export const BEGIN = 1_790_000_000_000;

/** Somebody who keeps every rule of a realm. */
export const MIA: JsonObject = { userName: 'mia', givenName: 'Mia', sn: 'Muster', mail: 'mia@example.com', password: 'correct horse' };

/** A realm with real services on memory stores, for tests of nodes that are about people. */
export async function realPeople() {
  const now = () => BEGIN;
  const stores = openMemoryStores({ sealer, now });
  const attempts = createAttemptService({ ...stores, key: Buffer.alloc(32), tell: () => undefined, now });
  const ports: Pick<NodePorts, 'identities' | 'selfService' | 'attempts'> = {
    attempts,
    identities: createIdentityService({ ...stores, attempts, now }, await hasher),
    selfService: createSelfService(stores.services),
  };
  return {
    stores,
    ports,
    /** Makes a person. */
    async made(object: JsonObject = MIA): Promise<Subject> {
      const result = await ports.identities.create(REALM, object, { idempotencyKey: JSON.stringify(object) });
      if (result.status !== 'done') throw new Error(`The person breaks a rule: ${JSON.stringify(result)}`);
      return { id: result.identity.id, username: result.identity.username };
    },
    /** Sets a service of the realm. */
    set<N extends ServiceName>(name: N, settings: JsonObject): Promise<void> {
      return stores.services.set(REALM, name, serviceSchemas[name].parse(settings) as ServiceSettings<N>);
    },
    /** The managed object of a person as it is now. */
    async object(subject: Subject): Promise<JsonObject> {
      return (await ports.identities.read(REALM, subject.id))?.object ?? {};
    },
    /** What is known beside the object. */
    async meta(subject: Subject): Promise<JsonObject> {
      return (await ports.identities.read(REALM, subject.id))?.meta ?? {};
    },
    /** Whether somebody signs on with these. */
    async signsOn(username: string, password: string): Promise<boolean> {
      return (await ports.identities.verifyPassword(REALM, username, password, 'sign-on')).status === 'right';
    },
  };
}
