import type { AccountDevice } from '@waygate/client';
import { useRef, useState } from 'preact/hooks';
import { t } from '../messages.ts';
import { formatDate } from './format-date.ts';

interface DeviceListProps {
  readonly devices: readonly AccountDevice[];
  readonly onRemove: (device: AccountDevice) => Promise<void>;
}

/** The phones of the person; removing one is asked again. */
export function DeviceList({ devices, onRemove }: DeviceListProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [asked, setAsked] = useState<AccountDevice | undefined>(undefined);
  return (
    <section class="card stack" aria-labelledby="devices">
      <h2 id="devices">{t('devices')}</h2>
      {devices.length === 0 ? <p class="muted">{t('noDevices')}</p> : null}
      <ul class="list">
        {devices.map((device) => (
          <li key={device.uuid}>
            <div class="grow">
              <strong>{device.deviceName}</strong>
              <div class="muted">
                {t('added', { date: formatDate(device.createdDate) })}, {t('lastUsed', { date: formatDate(device.lastAccessDate) })}
              </div>
            </div>
            <button
              type="button"
              class="button danger"
              onClick={() => {
                setAsked(device);
                dialog.current?.showModal();
              }}
            >
              {t('remove')}
            </button>
          </li>
        ))}
      </ul>
      <dialog ref={dialog} aria-labelledby="remove-title">
        <form method="dialog" class="stack">
          <h2 id="remove-title">{t('removeTitle', { name: asked?.deviceName ?? '' })}</h2>
          <p>{t('removeText')}</p>
          <div class="row">
            <button type="submit" class="button quiet grow">
              {t('cancel')}
            </button>
            <button type="submit" class="button danger grow" onClick={() => (asked === undefined ? undefined : void onRemove(asked))}>
              {t('remove')}
            </button>
          </div>
        </form>
      </dialog>
    </section>
  );
}
