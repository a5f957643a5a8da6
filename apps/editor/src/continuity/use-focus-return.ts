import { useEffect, useState } from 'react';

/** Leads the keyboard back to where it was before a dialog, once that is gone; to the page when that place is gone, too. */
export function useFocusReturn(): void {
  // A dialog takes the focus after it was drawn first.
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      const back = before instanceof HTMLElement && before.isConnected ? before : document.getElementById('content');
      // After the trap of the dialog has let go.
      setTimeout(() => back?.focus());
    },
    [before],
  );
}
