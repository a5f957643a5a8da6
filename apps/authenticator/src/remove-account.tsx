import { useRef } from 'preact/hooks';
import { t } from './messages.ts';

/** A button that takes an account off this device, once that was confirmed. @param text what that means for whoever does it */
export function RemoveAccount({
  id,
  name,
  text,
  onRemove,
}: {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  readonly onRemove: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button type="button" class="button danger" onClick={() => dialog.current?.showModal()} aria-label={`${t('remove')}: ${name}`}>
        {t('remove')}
      </button>
      <dialog ref={dialog} aria-labelledby={`remove-${id}`}>
        <form method="dialog" class="stack">
          <h2 id={`remove-${id}`}>{t('removeTitle', { issuer: name })}</h2>
          <p>{text}</p>
          <div class="row">
            <button type="submit" class="button quiet grow">
              {t('cancel')}
            </button>
            <button type="submit" class="button danger grow" onClick={onRemove}>
              {t('remove')}
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
