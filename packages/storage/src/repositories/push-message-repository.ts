import type { PushMessage, PushMessageStore } from '@waygate/mfa';
import type { Sealer } from '@waygate/schema';
import { z } from 'zod';
import { COLLECTIONS } from '../collections.ts';
import type { DocumentStore } from '../document-store.ts';
import { TypedCollection } from '../typed-collection.ts';
import { openDocument, sealDocument } from './sealed-document.ts';

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

const stored = z.object({
  id: z.string(),
  realm: z.string(),
  kind: z.enum(['REGISTER', 'AUTHENTICATE']),
  state: z.enum(['PENDING', 'SUCCESS', 'DENIED']),
  userId: z.string(),
  username: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
  deviceUuid: z.string(),
  issuer: z.string(),
  type: z.enum(['DEFAULT', 'CHALLENGE', 'BIOMETRIC', 'CODE_ENTRY']).exactOptional(),
  mechanismUid: z.string().exactOptional(),
  registered: registered.exactOptional(),
  sealed: z.string(),
});
type Stored = z.infer<typeof stored>;

const secrets = z.object({
  secret: z.string(),
  challenge: z.string(),
  expectedChallengeResponse: z.string().exactOptional(),
  numbers: z.array(z.string()).exactOptional(),
});

/** Push messages; what only the phone and the sign-on page may know is sealed. */
export class PushMessageRepository implements PushMessageStore {
  readonly #messages: TypedCollection<Stored>;
  readonly #sealer: Sealer;

  constructor(store: DocumentStore, sealer: Sealer, now: () => number) {
    this.#messages = new TypedCollection<Stored>(store, COLLECTIONS.pushMessages, stored, now);
    this.#sealer = sealer;
  }

  insert(message: PushMessage): Promise<boolean> {
    const { secret, challenge, expectedChallengeResponse, numbers, ...open } = message;
    const hidden = {
      secret,
      challenge,
      ...(expectedChallengeResponse === undefined ? {} : { expectedChallengeResponse }),
      ...(numbers === undefined ? {} : { numbers }),
    };
    const value = { ...open, ...sealDocument(this.#sealer, context(message.realm, message.id), hidden) } as Stored;
    return this.#messages.write(idOf(message.realm, message.id), 'absent', value, expiry(message));
  }

  async find(realm: string, id: string): Promise<PushMessage | undefined> {
    const read = await this.#messages.read(idOf(realm, id));
    if (read === undefined) return undefined;
    const { sealed, ...open } = read.value;
    return { ...open, ...openDocument(this.#sealer, context(realm, id), { sealed }, secrets) };
  }

  async settle(realm: string, id: string, change: Pick<PushMessage, 'state' | 'registered'>): Promise<boolean> {
    const settled = await this.#messages.update(
      idOf(realm, id),
      (message) => (message.state === 'PENDING' ? ({ ...message, ...change } as Stored) : undefined),
      expiry,
    );
    return settled !== undefined;
  }
}

function expiry({ expiresAt }: { readonly expiresAt: number }) {
  return { expiresAt: expiresAt + KEPT_AFTER_EXPIRY_MS };
}

function context(realm: string, id: string): string {
  return `push-message|${realm}|${id}`;
}

function idOf(realm: string, id: string): string {
  return `${realm}\n${id}`;
}
