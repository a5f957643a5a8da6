import { randomUUID } from 'node:crypto';
import { createDeviceService, createPushDeviceDirectory, createRecoveryCodeHasher, createSignOnRecords } from '@waygate/integrations';
import { createPushService, MFA_METHODS } from '@waygate/mfa';
import type { Evidence, Factor, OathDevice, PushDevice, WebAuthnDevice } from '@waygate/node-kit';
import type { JsonObject } from '@waygate/schema';
import { BEGIN, MIA, realPeople } from './real-people.ts';

const REALM = '/alpha';
const FACTS = { createdDate: BEGIN, lastAccessDate: BEGIN };

/** A realm with real services on memory stores and one person, mia, for the nodes of PingID's flows. */
export async function pingIdWorld(more: JsonObject = {}) {
  const people = await realPeople();
  const clock = { now: BEGIN };
  const now = () => clock.now;
  const { stores } = people;
  const mia = await people.made({ ...MIA, telephoneNumber: '+491701234567', ...more });
  const devices = createDeviceService(stores.devices, createRecoveryCodeHasher(Buffer.alloc(32)), stores.stepCodes, Date.now);
  const push = createPushService({
    messages: stores.pushMessages,
    throttle: stores.throttle,
    transports: [],
    devices: createPushDeviceDirectory(stores.devices),
    settings: async () => ({ enabled: true, maximumPushes: 3, pushWindowSeconds: 600 }),
    baseUrl: 'https://sso.example.com',
    now,
  });
  const { identities } = people.ports;
  return {
    mia,
    clock,
    now,
    devices,
    stores,
    people,
    ports: { ...people.ports, devices, push, signOns: createSignOnRecords(stores.signOnSessions, devices, now) },
    /** What is kept of what the policy said of somebody, which is mia: anything beside phones, if nothing else is said. */
    verdict: (verdict: JsonObject = {}): JsonObject => ({ personId: mia.id, methods: [...MFA_METHODS], phones: {}, ...verdict }),
    /** Gives mia a phone. */
    async phone(uuid: string, facts: Partial<PushDevice> = {}): Promise<void> {
      const phone: PushDevice = {
        ...FACTS,
        uuid,
        deviceName: uuid,
        issuer: 'Ping',
        sharedSecret: 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U=',
        deviceMechanismUID: `mechanism of ${uuid}`,
        deviceId: 'token',
        deviceType: 'android',
        communicationType: 'gcm',
        communicationId: 'arn',
        capabilities: [],
        ...facts,
      };
      await devices.push.enrol(REALM, mia, phone, { recoveryCodes: false, run: randomUUID() });
    },
    /** Gives mia an app that shows codes. */
    async codes(uuid: string, facts: Partial<OathDevice> = {}): Promise<void> {
      const app: OathDevice = {
        ...FACTS,
        uuid,
        deviceName: uuid,
        issuer: 'Ping',
        sharedSecret: '3132333435363738393031323334353637383930',
        algorithm: 'TOTP',
        digits: 6,
        hash: 'HMAC_SHA1',
        period: 30,
        counter: 0,
        lastLogin: 0,
        clockDriftSeconds: 0,
        checksumDigit: false,
        truncationOffset: -1,
        ...facts,
      };
      await devices.oath.enrol(REALM, mia, app, { recoveryCodes: false, run: 'elsewhere' });
    },
    /** Gives mia a passkey. */
    async passkey(uuid: string, facts: Partial<WebAuthnDevice> = {}): Promise<void> {
      const passkey: WebAuthnDevice = {
        ...FACTS,
        uuid,
        deviceName: uuid,
        credentialId: Buffer.from(uuid).toString('base64url'),
        publicKey: 'a2V5',
        algorithm: -7,
        signCount: 0,
        transports: ['usb'],
        aaguid: '00000000-0000-0000-0000-000000000000',
        backupEligible: false,
        backedUp: false,
        userVerified: true,
        ...facts,
      };
      await devices.webauthn.enrol(REALM, mia, passkey, { recoveryCodes: false, run: 'elsewhere' });
    },
    /** Lets mia have proved that she reads what goes to the address of a method. */
    async proved(addresses: JsonObject): Promise<void> {
      await identities.updateMeta(REALM, mia.id, (meta) => ({ ...meta, provedAddresses: addresses }));
    },
    /** A session of mia that lives. */
    async signedOn(evidence: readonly Evidence[]): Promise<void> {
      await stores.signOnSessions.create({
        id: crypto.randomUUID(),
        handle: crypto.randomUUID(),
        realm: REALM,
        userId: mia.id,
        username: mia.username,
        createdAt: BEGIN - 1,
        lastAccessAt: BEGIN - 1,
        maxIdleSeconds: 1_800,
        maxSessionSeconds: 7_200,
        authLevel: 1,
        journeys: ['Login'],
        properties: {},
        evidence,
      });
    },
    /** Something that was proved of mia. */
    proof: (factor: Factor = 'knowledge:password', more: Partial<Evidence> = {}): Evidence => ({
      factor,
      subjectId: mia.id,
      nodeId: 'n',
      nodeType: 'T',
      outcome: 'true',
      at: BEGIN,
      ...more,
    }),
  };
}
export type PingIdWorld = Awaited<ReturnType<typeof pingIdWorld>>;
