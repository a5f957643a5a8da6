import { Alert, TextField } from '@waygate/ui';
import { useEffect, useState } from 'preact/hooks';
import { checkPin, confirmByPlatform, hasPin, hasPlatformLock, setPin } from './confirm-person.ts';
import { t } from './messages.ts';
import type { Vault } from './vault.ts';

const SHORTEST_PIN = /^\d{6,}$/;

/** Makes sure that the owner of the device is in front of it: by the device's own lock, or by a PIN where it has none. */
export function ConfirmPerson({ vault, onConfirmed }: { readonly vault: Vault; readonly onConfirmed: () => void }) {
  const [way, setWay] = useState<'platform' | 'pin' | 'newPin' | undefined>(undefined);
  const [pin, setTyped] = useState('');
  const [problem, setProblem] = useState<string | undefined>(undefined);
  useEffect(() => {
    const choose = async () => setWay((await hasPlatformLock()) ? 'platform' : (await hasPin(vault)) ? 'pin' : 'newPin');
    void choose();
  }, [vault]);
  if (way === undefined) return null;
  if (way === 'platform') {
    return (
      <div class="stack">
        {problem === undefined ? null : <Alert kind="error">{problem}</Alert>}
        <button
          type="button"
          class="button wide"
          onClick={() => void confirmByPlatform(vault).then((confirmed) => (confirmed ? onConfirmed() : setProblem(t('biometricFailed'))))}
        >
          {t('biometric')}
        </button>
      </div>
    );
  }
  const submit = async () => {
    if (way === 'newPin') {
      if (!SHORTEST_PIN.test(pin)) {
        setProblem(t('pinShort'));
        return;
      }
      await setPin(vault, pin);
      onConfirmed();
    } else if (await checkPin(vault, pin)) onConfirmed();
    else setProblem(t('pinWrong'));
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextField
        name="pin"
        label={t(way === 'pin' ? 'pin' : 'pinNew')}
        value={pin}
        onInput={setTyped}
        inputMode="numeric"
        autoComplete="off"
        error={problem}
        reveal={{ show: '•••', hide: '123' }}
      />
      <button type="submit" class="button wide">
        {t('approve')}
      </button>
    </form>
  );
}
