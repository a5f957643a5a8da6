import { t } from '../messages.ts';
import { RichText } from './rich-text.tsx';
import type { DeviceProfileOnPage } from './use-device-profile.ts';

interface DeviceProfileProps {
  /** What the author says about it. */
  readonly message: string;
  readonly device: DeviceProfileOnPage;
}

/** Says that the device is looked at, and asks whether the page may tell where it is. */
export function DeviceProfile({ message, device }: DeviceProfileProps) {
  const { state, alone } = device;
  const asks = state === 'asking';
  const atWork = state === 'collecting' || state === 'locating' || alone;
  return (
    <div class="stack">
      {asks ? null : (
        <p class={atWork ? 'waiting' : 'muted'} role="status">
          {atWork ? <span class="spinner" aria-hidden="true" /> : null}
          {state === 'located' ? t('placeShared') : state === 'unlocated' ? t('placeUnknown') : <RichText html={message} />}
        </p>
      )}
      {asks ? (
        <>
          <p>{t('placeText')}</p>
          <div class="stack">
            <button type="button" class={`button wide ${alone ? '' : 'quiet'}`} onClick={device.share}>
              {t('sharePlace')}
            </button>
            {alone ? (
              <button type="button" class="button wide quiet" onClick={device.goWithout}>
                {t('withoutPlace')}
              </button>
            ) : null}
          </div>
        </>
      ) : null}
    </div>
  );
}
