import type { AccountDevice, AccountDevices } from '@waygate/client';
import { useRef, useState } from 'preact/hooks';
import { t } from '../messages.ts';
import { appsLeftAlone } from './apps-left-alone.ts';
import { FactorRow } from './factor-row.tsx';
import type { DeviceChange } from './pending-change.ts';

interface FactorListProps {
  readonly account: AccountDevices;
  readonly onChange: (change: DeviceChange) => Promise<void>;
  /** Address of a journey that comes back here. */
  readonly journeyPath: (journey: string) => string;
}

interface Asked {
  readonly device: AccountDevice;
  readonly what: 'remove' | 'codes';
}

/** Everything that the person signs on with beside a password; what cannot be undone is asked again. */
export function FactorList({ account, onChange, journeyPath }: FactorListProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [asked, setAsked] = useState<Asked | undefined>(undefined);
  const ask = (device: AccountDevice, what: Asked['what']) => {
    setAsked({ device, what });
    dialog.current?.showModal();
  };
  const agree = async () => {
    if (asked === undefined) return;
    await onChange({ what: asked.what, kind: asked.device.kind, uuid: asked.device.uuid, deviceName: asked.device.deviceName });
    // The button that opened the dialog may be gone with its device.
    if (asked.what === 'remove') heading.current?.focus();
  };
  const isRemoval = asked?.what !== 'codes';
  const left = asked?.what === 'remove' ? appsLeftAlone(account.devices, asked.device) : [];
  // Somebody who has just shown what was on the same phone can still remove it.
  const isStuck = appsLeftAlone(account.devices).some(({ changeable }) => !changeable);
  const name = asked?.device.deviceName ?? '';
  return (
    <section class="card stack" aria-labelledby="devices">
      <h2 id="devices" ref={heading} tabIndex={-1}>
        {t('devices')}
      </h2>
      {account.devices.length === 0 ? <p class="muted">{t(account.add.length === 0 ? 'noDevices' : 'noDevicesAdd')}</p> : null}
      {isStuck ? <p class="warn">{t('appsLeftAlone')}</p> : null}
      <ul class="list">
        {account.devices.map((device) => (
          <FactorRow
            key={device.uuid}
            device={device}
            onRename={(deviceName) => onChange({ what: 'rename', kind: device.kind, uuid: device.uuid, deviceName })}
            hasOthers={account.devices.filter(({ kind }) => kind !== 'binding').length > 1}
            onFirst={(what) => onChange({ what, kind: device.kind, uuid: device.uuid, deviceName: device.deviceName })}
            onNewCodes={() => ask(device, 'codes')}
            onRemove={() => ask(device, 'remove')}
          />
        ))}
      </ul>
      {account.add.length === 0 ? null : (
        <div class="row adds">
          {account.add.map(({ kind, journey }) => (
            <a key={kind} class="button quiet" href={journeyPath(journey)}>
              {t(`add_${kind}`)}
            </a>
          ))}
        </div>
      )}
      <dialog ref={dialog} aria-labelledby="change-title">
        <form method="dialog" class="stack">
          <h2 id="change-title">{t(isRemoval ? 'removeTitle' : 'newCodesTitle', { name })}</h2>
          <p>{t(isRemoval ? 'removeText' : 'newCodesText')}</p>
          {left.length === 0 ? null : (
            <p class="warn">{t('removeLeavesApps', { names: left.map(({ deviceName }) => deviceName).join(', ') })}</p>
          )}
          <div class="row">
            <button type="submit" class="button quiet grow">
              {t('cancel')}
            </button>
            <button type="submit" class={isRemoval ? 'button danger grow' : 'button grow'} onClick={() => void agree()}>
              {t(isRemoval ? 'remove' : 'newCodes')}
            </button>
          </div>
        </form>
      </dialog>
    </section>
  );
}
