import { TextField } from '@waygate/ui';
import { useRef, useState } from 'preact/hooks';
import { t } from './messages.ts';
import { RemoveAccount } from './remove-account.tsx';
import type { Account } from './vault.ts';

interface AccountCardProps {
  readonly account: Account;
  readonly onRename: (name: string) => void;
  readonly onRemove: () => void;
}

/** An account, with what can be done to it. */
export function AccountCard({ account, onRename, onRemove }: AccountCardProps) {
  const rename = useRef<HTMLDialogElement>(null);
  const [name, setName] = useState(account.name);
  return (
    <li class="card account">
      <span class="badge" aria-hidden="true">
        {account.name.slice(0, 1).toUpperCase()}
      </span>
      <div class="grow">
        <strong>{account.name}</strong>
        <div class="muted">{account.account}</div>
      </div>
      <div class="row">
        <button
          type="button"
          class="button quiet"
          onClick={() => rename.current?.showModal()}
          aria-label={`${t('rename')}: ${account.name}`}
        >
          {t('rename')}
        </button>
        <RemoveAccount id={account.id} name={account.name} text={t('removeText', { account: account.account })} onRemove={onRemove} />
      </div>
      <dialog ref={rename} aria-label={t('rename')}>
        <form method="dialog" class="stack" onSubmit={() => onRename(name.trim() === '' ? account.issuer : name.trim())}>
          <TextField name="name" label={t('newName')} value={name} onInput={setName} maxLength={64} />
          <div class="row">
            <button type="button" class="button quiet grow" onClick={() => rename.current?.close()}>
              {t('cancel')}
            </button>
            <button type="submit" class="button grow">
              {t('save')}
            </button>
          </div>
        </form>
      </dialog>
    </li>
  );
}
