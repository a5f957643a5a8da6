import { useEffect, useRef } from 'preact/hooks';
import { t } from '../messages.ts';

interface ConfirmFirstProps {
  /** Addresses at which the person proves who they are and comes back: by a device, and by their password. */
  readonly byDevice: string;
  readonly byPassword: string;
  /** Called before the page is left for one of them. */
  readonly onLeave: () => void;
  readonly onCancel: () => void;
}

/** Asks how somebody wants to prove who they are where any proof does: whoever has lost the device has the password left. */
export function ConfirmFirst({ byDevice, byPassword, onLeave, onCancel }: ConfirmFirstProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <section class="card stack" aria-labelledby="confirm">
      <h2 id="confirm" ref={heading} tabIndex={-1}>
        {t('confirmFirst')}
      </h2>
      <p>{t('confirmFirstText')}</p>
      <div class="stack">
        <a class="button wide" href={byDevice} onClick={onLeave}>
          {t('confirmByDevice')}
        </a>
        <a class="button quiet wide" href={byPassword} onClick={onLeave}>
          {t('confirmByPassword')}
        </a>
        <button type="button" class="button quiet wide" onClick={onCancel}>
          {t('cancel')}
        </button>
      </div>
    </section>
  );
}
