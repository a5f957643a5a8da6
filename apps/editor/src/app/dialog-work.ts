import { useRef, useState } from 'react';

/** What a dialog waits for. */
export interface DialogWork {
  readonly isBusy: boolean;
  /** Does something, unless something is being done already. */
  run(work: () => Promise<void>): Promise<void>;
  /** Closes the dialog, unless something is being done: who closed it could not tell any more whether it was done. */
  close(): void;
}

/** One thing at a time that a dialog does on the server. The dialog stays until the server has answered. */
export function useDialogWork(close: () => void): DialogWork {
  const [isBusy, setBusy] = useState(false);
  // The state of a component is too late for the second of two clicks.
  const isRunning = useRef(false);
  const run = async (work: () => Promise<void>) => {
    if (isRunning.current) return;
    isRunning.current = true;
    setBusy(true);
    try {
      await work();
    } finally {
      isRunning.current = false;
      setBusy(false);
    }
  };
  return {
    isBusy,
    run,
    close: () => {
      if (!isRunning.current) close();
    },
  };
}
