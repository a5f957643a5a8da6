import type { AccountDevice } from '@waygate/client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../messages.ts';
import { FactorIcon } from './factor-icon.tsx';
import { formatDate } from './format-date.ts';

interface FactorRowProps {
  readonly device: AccountDevice;
  readonly onRename: (deviceName: string) => Promise<void>;
  /** Whether there is another one that could come first. */
  readonly hasOthers: boolean;
  readonly onFirst: (what: 'first' | 'notFirst') => Promise<void>;
  readonly onNewCodes: () => void;
  readonly onRemove: () => void;
}

/** One device: what it is, when it came and was used, and what can be done with it. The name is changed in its place. */
export function FactorRow({ device, hasOthers, onRename, onFirst, onNewCodes, onRemove }: FactorRowProps) {
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const field = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const isOpen = typed !== undefined;
  const wasOpen = useRef(false);
  useEffect(() => {
    if (isOpen) field.current?.select();
    else if (wasOpen.current) opener.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  const { kind, deviceName, createdDate, lastAccessDate, recoveryCodes, primary } = device;
  if (typed !== undefined) {
    const save = async (event: Event) => {
      event.preventDefault();
      const name = typed.trim();
      if (name !== '' && name !== deviceName) await onRename(name);
      setTyped(undefined);
    };
    return (
      <li>
        <form class="row rename" onSubmit={(event) => void save(event)}>
          <FactorIcon kind={kind} />
          <label class="grow">
            <span class="visually-hidden">{t('newName', { name: deviceName })}</span>
            <input
              ref={field}
              value={typed}
              maxLength={256}
              required
              onInput={({ currentTarget }) => setTyped(currentTarget.value)}
              onKeyDown={({ key }) => (key === 'Escape' ? setTyped(undefined) : undefined)}
            />
          </label>
          <button type="submit" class="button">
            {t('save')}
          </button>
          <button type="button" class="button quiet" onClick={() => setTyped(undefined)}>
            {t('cancel')}
          </button>
        </form>
      </li>
    );
  }
  const about = (label: string) => `${label}: ${deviceName}`;
  return (
    <li>
      <FactorIcon kind={kind} />
      <div class="grow">
        <strong>{deviceName}</strong>
        {primary ? <div class="first">{t('comesFirst')}</div> : null}
        <div class="muted">{t(`kind_${kind}`)}</div>
        <div class="muted">
          {t('added', { date: formatDate(createdDate) })}, {t('lastUsed', { date: formatDate(lastAccessDate) })}
        </div>
        {kind === 'binding' ? null : (
          <div class={recoveryCodes === 0 ? 'warn' : 'muted'}>
            {recoveryCodes === 0 ? t('noCodesLeft') : recoveryCodes === 1 ? t('oneCodeLeft') : t('codesLeft', { count: recoveryCodes })}
          </div>
        )}
      </div>
      <div class="row acts">
        <button ref={opener} type="button" class="button quiet" aria-label={about(t('rename'))} onClick={() => setTyped(deviceName)}>
          {t('rename')}
        </button>
        {kind === 'binding' || !(primary || hasOthers) ? null : (
          <button
            type="button"
            class="button quiet"
            aria-label={about(t(primary ? 'notFirst' : 'useFirst'))}
            onClick={() => void onFirst(primary ? 'notFirst' : 'first')}
          >
            {t(primary ? 'notFirst' : 'useFirst')}
          </button>
        )}
        {kind === 'binding' ? null : (
          <button type="button" class="button quiet" aria-label={about(t('newCodes'))} onClick={onNewCodes}>
            {t('newCodes')}
          </button>
        )}
        <button type="button" class="button danger" aria-label={about(t('remove'))} onClick={onRemove}>
          {t('remove')}
        </button>
      </div>
    </li>
  );
}
