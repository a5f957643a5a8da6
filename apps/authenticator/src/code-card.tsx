import { oathCodeOf } from '@waygate/mfa';
import { useEffect, useState } from 'preact/hooks';
import { t } from './messages.ts';
import { RemoveAccount } from './remove-account.tsx';
import type { CodeAccount } from './vault.ts';

interface CodeCardProps {
  readonly account: CodeAccount;
  /** Takes the next counter, which no other window gets. */
  readonly onNext: () => Promise<number>;
  readonly onRemove: () => void;
}

/** An account with one-time passwords: the code of the moment, or the next one when asked. */
export function CodeCard({ account, onNext, onRemove }: CodeCardProps) {
  const { key, digits, period, algorithm } = account;
  const [code, setCode] = useState('');
  const [left, setLeft] = useState(period);
  useEffect(() => {
    if (algorithm === 'HOTP') return undefined;
    let live = true;
    const show = async () => {
      const now = Date.now() / 1000;
      const shown = await oathCodeOf(key, digits, Math.floor(now / period));
      if (!live) return;
      setCode(shown);
      setLeft(Math.ceil(period - (now % period)));
    };
    void show();
    const timer = setInterval(() => void show(), 1_000);
    return () => {
      live = false;
      clearInterval(timer);
    };
  }, [key, digits, period, algorithm]);
  const next = async () => setCode(await oathCodeOf(key, digits, await onNext()));
  return (
    <li class="card account">
      <span class="badge" aria-hidden="true">
        {account.issuer.slice(0, 1).toUpperCase()}
      </span>
      <div class="grow">
        <strong>{account.issuer}</strong>
        <div class="muted">{account.account}</div>
        {code === '' ? null : (
          <output class="one-time-code" aria-label={t('codeOf', { issuer: account.issuer })}>
            {code.slice(0, digits / 2)} {code.slice(digits / 2)}
          </output>
        )}
        {algorithm === 'TOTP' ? <div class="muted">{t('codeLeft', { count: String(left) })}</div> : null}
      </div>
      <div class="row">
        {algorithm === 'HOTP' ? (
          <button type="button" class="button quiet" onClick={() => void next()}>
            {t('nextCode')}
          </button>
        ) : null}
        <RemoveAccount
          id={account.id}
          name={account.issuer}
          text={t('removeCodesText', { account: account.account })}
          onRemove={onRemove}
        />
      </div>
    </li>
  );
}
