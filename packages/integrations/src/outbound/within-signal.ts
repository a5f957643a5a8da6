/**
 * Waits for work until a signal says that it is too late. The SDK of AWS looks at its signal while a request is on its way, and not while it waits for credentials or between two tries.
 * @throws what the work throws, or the reason of the signal; the work goes on then, and what becomes of it is told to nobody
 */
export async function withinSignal<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const leave = () => late.reject(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  try {
    if (signal.aborted) leave();
    return await Promise.race([work, late.promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
