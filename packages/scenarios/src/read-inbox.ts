import { z } from 'zod';

const delivery = z.object({ messageId: z.string(), jwt: z.string() });

/**
 * Opens the inbox of a phone and hands on the pushes that arrive, until it is told to stop.
 * @param key of the inbox, base64url
 * @returns when the inbox is open
 */
export async function readInbox(
  url: string,
  key: string,
  deliver: (messageId: string, jwt: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(`${url}/authenticator/inbox`, {
    headers: { authorization: `Bearer ${key}`, accept: 'text/event-stream' },
    signal,
  });
  if (response.status !== 200 || response.body === null) throw new Error(`the inbox answered ${response.status}`);
  const reading = read(response.body, deliver);
  // The stream breaks when the phone is switched off, which is no fault.
  reading.catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

async function read(body: ReadableStream<Uint8Array>, deliver: (messageId: string, jwt: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const events = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data === undefined) continue;
      const { messageId, jwt } = delivery.parse(JSON.parse(data));
      deliver(messageId, jwt);
    }
  }
}
