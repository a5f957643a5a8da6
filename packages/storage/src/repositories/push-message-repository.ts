import type { PushMessage, PushMessageStore } from '@waygate/mfa';
import type { Sealer } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import { compositeId } from '../composite-id.ts';
import type { DocumentStore } from '../document-store.ts';
import { TypedCollection } from '../typed-collection.ts';
import { phoneSeen } from './device-shapes.ts';
import { openDocument, sealDocument, sealedDocument } from './sealed-document.ts';

/** How long a message is kept after its expiry: a journey that polls late still learns that it was denied or approved in time. */
const KEPT_AFTER_EXPIRY_MS = 15 * 60_000;

const registered = z.object({
  mechanismUid: z.string(),
  deviceId: z.string(),
  deviceName: z.string(),
  deviceType: z.string(),
  communicationType: z.string(),
  capabilities: z.array(z.string()),
  communicationId: z.string(),
});

const storedMessage = sealedDocument.extend({
  id: z.string(),
  realm: z.string(),
  kind: z.enum(['REGISTER', 'AUTHENTICATE']),
  state: z.enum(['PENDING', 'SUCCESS', 'DENIED', 'UNDELIVERED']),
  userId: z.string(),
  username: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
  deviceUuid: z.string(),
  issuer: z.string(),
  mechanismUid: z.string().exactOptional(),
  type: z.enum(['DEFAULT', 'CHALLENGE', 'BIOMETRIC', 'CODE_ENTRY']).exactOptional(),
  registered: registered.exactOptional(),
  seen: phoneSeen.exactOptional(),
  runId: z.string().exactOptional(),
});
type StoredMessage = z.infer<typeof storedMessage>;

const secrets = z.object({
  secret: z.string(),
  challenge: z.string(),
  expectedChallengeResponse: z.string().exactOptional(),
  numbers: z.array(z.string()).readonly().exactOptional(),
});

/** Push messages; what only the phone and the sign-on page may know is sealed. */
export class PushMessageRepository implements PushMessageStore {
  readonly #messages: TypedCollection<StoredMessage>;
  readonly #sealer: Sealer;

  constructor(store: DocumentStore, sealer: Sealer, now: () => number) {
    this.#messages = new TypedCollection<StoredMessage>(store, COLLECTIONS.pushMessages, storedMessage, now);
    this.#sealer = sealer;
  }

  insert(message: PushMessage): Promise<boolean> {
    const { secret, challenge, expectedChallengeResponse, numbers, ...open } = message;
    // JSON leaves out what is undefined.
    const sealed = sealDocument(this.#sealer, place(message.realm, message.id), { secret, challenge, expectedChallengeResponse, numbers });
    return this.#messages.write(compositeId(message.realm, message.id), 'absent', { ...open, ...sealed }, keptUntil(message));
  }

  async find(realm: string, id: string): Promise<PushMessage | undefined> {
    const read = await this.#messages.read(compositeId(realm, id));
    if (read === undefined) return undefined;
    const { sealed, ...open } = read.value;
    return { ...open, ...openDocument(this.#sealer, place(realm, id), { sealed }, secrets) };
  }

  async settle(realm: string, id: string, change: Pick<PushMessage, 'state' | 'registered' | 'seen'>): Promise<boolean> {
    const settled = await this.#messages.update(
      compositeId(realm, id),
      (message) => (message.state === 'PENDING' ? { ...message, ...change } : undefined),
      // A denial stays a denial, also across a power cut.
      (message) => ({ ...keptUntil(message), durable: true }),
    );
    return settled !== undefined;
  }
}

function keptUntil({ expiresAt }: { readonly expiresAt: number }) {
  return { expiresAt: expiresAt + KEPT_AFTER_EXPIRY_MS };
}

function place(realm: string, id: string) {
  return ['push-message', realm, id] as const;
}
