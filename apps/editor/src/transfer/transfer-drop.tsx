import { useEffect, useState } from 'react';
import { t } from './messages.ts';
import { looksLikeJourneys, type ReadFiles, readDropped, readFiles, readPasted } from './read-files.ts';
import classes from './transfer.module.css';

/** Whether a dialog waits for an answer that a file is none to: what stands in it is not lost to a slip of the hand. */
function isOtherDialogOpen(): boolean {
  return [...document.querySelectorAll('[role="dialog"]')].some((dialog) => dialog.querySelector('[data-import]') === null);
}

/**
 * Takes files that are dropped anywhere on the page, and files or journeys that are pasted where nobody types.
 * @param pastes whether the page has no other use for pasted texts
 */
export function TransferDrop({
  realm,
  pastes,
  take,
}: {
  readonly realm: string;
  readonly pastes: boolean;
  readonly take: (read: Promise<ReadFiles>) => void;
}) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') === true;
    const onDragOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      // Otherwise the browser would leave the page and show the file.
      event.preventDefault();
      if (!isOtherDialogOpen()) setOver(true);
      else if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none';
    };
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      if (isOtherDialogOpen()) return;
      take(readDropped(event.dataTransfer));
    };
    const onPaste = (event: ClipboardEvent) => {
      const typing =
        event.target instanceof Element && event.target.closest('input, textarea, [contenteditable="true"], [role="dialog"]') !== null;
      if (typing || event.clipboardData === null) return;
      const files = [...event.clipboardData.files];
      const text = event.clipboardData.getData('text/plain');
      if (files.length > 0) take(readFiles(files));
      else if (pastes && looksLikeJourneys(text)) take(Promise.resolve(readPasted(text)));
    };
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('dragleave', onDragLeave);
      window.removeEventListener('drop', onDrop);
      window.removeEventListener('paste', onPaste);
    };
  }, [take, pastes]);
  return over ? (
    <div className={classes.overlay} aria-hidden>
      {t('dropAnywhere', { realm: realm === '/' ? 'root' : realm.slice(1) })}
    </div>
  ) : null;
}
