import type { PushTransport } from '@waygate/mfa';
import type { OutboxMessage, PushOutbox } from '@waygate/storage';

/** The communication type of web authenticators. */
const LOCAL = 'local';

export interface LocalTransport extends PushTransport {
  /** Calls the listener for each push to an inbox that this process sends. @returns how to stop */
  subscribe(inbox: string, listener: (message: OutboxMessage) => void): () => void;
}

/** Delivers to web authenticators: a push waits in the outbox, and whoever listens in this process hears of it at once. */
export function createLocalTransport(outbox: PushOutbox): LocalTransport {
  const listeners = new Map<string, Set<(message: OutboxMessage) => void>>();
  return {
    async carries(_realm, communicationType) {
      return communicationType === LOCAL;
    },
    async register(_realm, { deviceId }) {
      return `local:${deviceId}`;
    },
    async deliver({ deviceId, messageId, jwt, subjectLine, expiresAt }) {
      const message = { messageId, jwt, subjectLine, expiresAt };
      await outbox.add(deviceId, message);
      for (const listener of listeners.get(deviceId) ?? []) listener(message);
      return undefined;
    },
    subscribe(inbox, listener) {
      const mine = listeners.get(inbox) ?? new Set();
      mine.add(listener);
      listeners.set(inbox, mine);
      return () => {
        mine.delete(listener);
        if (mine.size === 0) listeners.delete(inbox);
      };
    },
  };
}
