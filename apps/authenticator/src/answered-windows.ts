/** The other windows of the authenticator in this browser. */
export interface AnsweredWindows {
  /** Tells them that a push was answered here. */
  tell(messageId: string): void;
  close(): void;
}

/** @param onAnswered is called with the message id of a push that was answered in another window */
export function openAnsweredWindows(onAnswered: (messageId: string) => void): AnsweredWindows {
  const channel = new BroadcastChannel('waygate-authenticator');
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') onAnswered(data);
  };
  return { tell: (messageId) => channel.postMessage(messageId), close: () => channel.close() };
}
