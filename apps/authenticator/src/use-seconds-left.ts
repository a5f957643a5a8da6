import { useEffect, useState } from 'preact/hooks';

/** Whole seconds until a time, counted down. @param expiresAt epoch milliseconds. @param onExpired called when it has come */
export function useSecondsLeft(expiresAt: number, onExpired: () => void): number {
  const seconds = () => Math.max(0, Math.ceil((expiresAt - Date.now()) / 1000));
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => {
      setLeft(seconds());
      if (expiresAt <= Date.now()) onExpired();
    }, 500);
    return () => clearInterval(timer);
  }, [expiresAt]);
  return left;
}
