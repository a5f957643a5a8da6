import { randomBytes } from 'node:crypto';
import { createDeliveryClaims, createOneTimeCodes, createSealer, KeyRing } from '@waygate/integrations';
import type { Evidence, Identity, OutgoingMessage } from '@waygate/node-kit';
import type { JsonObject } from '@waygate/schema';
import { openMemoryStores } from '@waygate/storage';

export const MIA: Identity = { id: 'mia-id', realm: '/alpha', username: 'mia', active: true, attributes: {} };
export const PASSWORD: Evidence = { factor: 'knowledge:password', subjectId: 'mia-id', nodeId: 'n', nodeType: 'T', outcome: 'true', at: 1 };
/** As `runNode` has it. */
export const PLACE = { realm: '/alpha', runId: 'run' };

/** Mia and nobody else, with what her account says, the real notes of codes, and a code that was made. */
export async function senderWorld(
  object: Readonly<Record<string, string>> = { telephoneNumber: '+49 171 1234567', mail: 'Mia@example.com' },
  meta: JsonObject = {},
) {
  const sent: OutgoingMessage[] = [];
  const sealer = createSealer(new KeyRing('test', new Map([['test', randomBytes(32)]])));
  const stores = openMemoryStores({ sealer, now: () => 1_790_000_000_000 });
  const claims = createDeliveryClaims(stores.deliveryClaims, randomBytes(32));
  const oneTimeCodes = createOneTimeCodes({ ...stores, sealer, nameOf: claims.nameOf });
  const { note, readable } = await oneTimeCodes.make(PLACE, 8, 1_790_000_000_000, 'the step that made it');
  const code = oneTimeCodes.open(PLACE, note)?.code ?? '';
  /** As the generator leaves it. */
  const made = { oneTimePassword: readable, oneTimePasswordNote: note };
  const account = { ...object };
  const ports = {
    identities: {
      find: async (_realm: string, name: string) => (name === 'mia' ? MIA : undefined),
      read: async (_realm: string, id: string) =>
        id === MIA.id ? { identity: MIA, object: { _id: id, userName: 'mia', ...account }, meta, createdAt: 1 } : undefined,
    },
    messages: { send: (message: OutgoingMessage) => void sent.push(message) },
    oneTimeCodes,
  };
  return { ports, sent, account, oneTimeCodes, stores, claims, code, readable, made };
}
