import { fromBase64, randomBytes, toBase64Url } from '@waygate/mfa';
import type { Vault } from './vault.ts';

/** The key of the inbox that pushes come to, made once, also when two ask at the same moment. Its hash is the address that servers send to. */
export function inboxKey(vault: Vault): Promise<string> {
  return vault.keptOrNew('inboxKey', toBase64Url(randomBytes(32)));
}

/** The address of an inbox: SHA-256 of its key, base64url. */
export async function inboxAddress(key: string): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', fromBase64(key) ?? new Uint8Array())));
}

export interface InboxEvents {
  readonly onPush: (push: { readonly messageId: string; readonly jwt: string }) => void;
  readonly onConnected: (connected: boolean) => void;
}

/** Longest pause between two tries, milliseconds. */
const LONGEST_PAUSE = 20_000;

/** Listens to an inbox until it is told to stop, and connects again whenever the connection is lost. @returns how to stop */
export function listenToInbox(key: string, events: InboxEvents): () => void {
  const stopped = new AbortController();
  let connection = new AbortController();
  // Without a network a stream that is open tells nothing of it, for minutes.
  addEventListener('offline', () => connection.abort(), { signal: stopped.signal });
  const listen = async () => {
    for (let tries = 0; !stopped.signal.aborted; tries += 1) {
      connection = new AbortController();
      try {
        const response = await fetch('/authenticator/inbox', {
          headers: { Authorization: `Bearer ${key}`, Accept: 'text/event-stream' },
          signal: AbortSignal.any([stopped.signal, connection.signal]),
          cache: 'no-store',
        });
        if (response.ok && response.body !== null) {
          events.onConnected(true);
          tries = 0;
          await readEvents(response.body, events.onPush);
        }
      } catch {
        // Lost or stopped: both are told by what follows.
      }
      events.onConnected(false);
      if (!stopped.signal.aborted) await pause(Math.min(1_000 * 2 ** tries, LONGEST_PAUSE), stopped.signal);
    }
  };
  void listen();
  return () => stopped.abort();
}

async function readEvents(body: ReadableStream<Uint8Array<ArrayBuffer>>, onPush: InboxEvents['onPush']): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value;
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined && /^event: push$/m.test(block)) onPush(JSON.parse(data) as { messageId: string; jwt: string });
    }
  }
}

/** Waits a while, less when the network comes back or the page is looked at again. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      document.removeEventListener('visibilitychange', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    addEventListener('online', done);
    document.addEventListener('visibilitychange', done);
    signal.addEventListener('abort', done);
  });
}
