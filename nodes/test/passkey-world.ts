import { createPostponedDevices, createSealer, createWebAuthnService, KeyRing } from '@waygate/integrations';
import type { AttemptPermit, DeviceFamily, Identity, NodeType, WebAuthnDevice } from '@waygate/node-kit';
import { type NodeRun, type NodeRunResult, runNode } from '@waygate/node-kit/testing';
import {
  AuthenticatorMaker,
  answerWebAuthn,
  dataInScript,
  type PasskeyMisbehaviour,
  SoftwareAuthenticator,
  type WebAuthnData,
} from '@waygate/phone';
import type { Answer, JsonObject } from '@waygate/schema';

export const ORIGIN = 'https://id.example';
export const MIA: Identity = { id: 'b2f6e1a0-0000-4000-8000-00000000000a', realm: '/alpha', username: 'mia', active: true, attributes: {} };
export const BEN: Identity = { ...MIA, id: 'b2f6e1a0-0000-4000-8000-00000000000b', username: 'ben' };
const PROOF = { factor: 'knowledge:password', subjectId: MIA.id, nodeId: 'n', nodeType: 'T', outcome: 'true', at: 1 } as const;

/** A realm with two people, their passkeys, and the real service that checks them. */
export class PasskeyWorld {
  readonly maker = new AuthenticatorMaker('Good Keys');
  readonly authenticator = new SoftwareAuthenticator({ maker: this.maker });
  readonly devices = new Map<string, WebAuthnDevice[]>();
  /** Whether the person has a device from before. */
  hasEarlier = false;
  /** Keys of tries that were begun, and of those that were right. */
  readonly tries: string[] = [];
  readonly successes: string[] = [];
  /** What people were told. */
  readonly notices: string[] = [];
  /** What the FIDO metadata of the realm says of every model; undefined when the realm has none. */
  models: Awaited<ReturnType<Parameters<typeof createWebAuthnService>[0]['metadata']['models']>> | undefined;
  /** What revocation lists say of every certificate. */
  revocation: 'revoked' | 'unchecked' | undefined;
  permit: AttemptPermit = { allowed: true };
  now = 1_790_000_000_000;
  #run = 0;

  /** What a run of a node is given. */
  run(more: NodeRun = {}): NodeRun {
    this.#run += 1;
    return { now: this.now, idempotencyKey: `run ${this.#run}`, ports: this.ports(), ...more };
  }

  /** Somebody who has proved that they are Mia. */
  signedOn(more: NodeRun = {}): NodeRun {
    return this.run({ shared: { username: 'mia' }, subject: MIA, evidence: [PROOF], ...more });
  }

  ports(): NonNullable<NodeRun['ports']> {
    const people = [MIA, BEN];
    return {
      identities: {
        find: async (_realm, name) => people.find(({ username }) => username === name),
        findBy: async (_realm, attribute, value) => (attribute === '_id' ? people.find(({ id }) => id === value) : undefined),
      },
      devices: { webauthn: this.#family(), hasEarlier: async () => this.hasEarlier },
      postponedDevices: createPostponedDevices(createSealer(new KeyRing('k1', new Map([['k1', Buffer.alloc(32)]])))),
      attempts: {
        begin: async ({ authenticator }, key) => {
          this.tries.push(`${authenticator} ${key}`);
          return this.permit;
        },
        succeeded: async ({ authenticator }, key) => void this.successes.push(`${authenticator} ${key}`),
      },
      notices: { tell: ({ subject, event, facts }) => void this.notices.push(`${subject.username} ${event} ${facts?.deviceName ?? ''}`) },
      webauthn: createWebAuthnService({
        publicUrl: ORIGIN,
        trustStores: async () => ({ keys: this.maker.pem }),
        metadata: { isConfigured: async () => this.models !== undefined, models: async () => this.models ?? [] },
        revocation: { check: async () => this.revocation, checkAndroid: async () => this.revocation },
        androidStatus: async () => undefined,
        now: Date.now,
      }),
    };
  }

  /** Makes a passkey of somebody, by the node that does. */
  async enrol(registration: NodeType, config: JsonObject = {}, authenticator = this.authenticator): Promise<void> {
    const asked = await runNode(registration, this.signedOn({ config }));
    const done = await runNode(registration, this.signedOn({ config, ...answering(asked, this.#answer(asked, authenticator)) }));
    if (done.outcome !== 'success') throw new Error(`no passkey was made: ${JSON.stringify(done.action)}`);
  }

  /** Asks and answers once. @param wrong what goes wrong on the way */
  async use(
    node: NodeType,
    given: NodeRun,
    wrong: Parameters<typeof answerWebAuthn>[3] = {},
    authenticator = this.authenticator,
  ): Promise<NodeRunResult> {
    const asked = await runNode(node, this.run(given));
    return runNode(node, this.run({ ...given, ...answering(asked, this.#answer(asked, authenticator, wrong)) }));
  }

  #answer(asked: NodeRunResult, authenticator: SoftwareAuthenticator, wrong: PasskeyMisbehaviour = {}): string {
    return answerWebAuthn(authenticator, dataOf(asked), ORIGIN, wrong);
  }

  #family(): DeviceFamily<WebAuthnDevice> {
    const of = (id: string) => this.devices.get(id) ?? [];
    return {
      list: async (_realm, { id }) => of(id),
      enrol: async (_realm, { id }, device, { recoveryCodes, most = 99 }) => {
        const others = of(id).filter(({ uuid }) => uuid !== device.uuid);
        if (others.length >= most) return { status: 'limit' };
        this.devices.set(id, [...others, device]);
        return { status: 'enrolled', recoveryCodes: recoveryCodes ? ['aaaaaaaaaaa'] : [] };
      },
      update: async (_realm, { id }, uuid, change) => {
        const current = of(id).find((device) => device.uuid === uuid);
        const next = current === undefined ? undefined : change(current);
        if (next === undefined) return false;
        this.devices.set(
          id,
          of(id).map((device) => (device.uuid === uuid ? next : device)),
        );
        return true;
      },
    };
  }
}

/** What a step asks the browser for, in either style. */
export function dataOf({ action }: NodeRunResult): WebAuthnData {
  if (action.kind !== 'send') throw new Error(`nothing was asked: ${JSON.stringify(action)}`);
  const [first] = action.callbacks;
  if (first?.type === 'MetadataCallback') return first.data;
  if (first?.type === 'TextOutputCallback') return dataInScript(first.message);
  throw new Error('nothing was asked of the browser');
}

/** A run that goes on with an outcome. */
export function answering({ local }: NodeRunResult, value: string | undefined, more: readonly Answer[] = []): NodeRun {
  return { answers: [{ type: 'HiddenValueCallback', value }, ...more], ...(local === undefined ? {} : { local }) };
}
