import type { PhoneAnswer, ReceivedPush } from '@waygate/mfa';
import { Alert, TextField } from '@waygate/ui';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ConfirmPerson } from './confirm-person-view.tsx';
import { t } from './messages.ts';
import { useSecondsLeft } from './use-seconds-left.ts';
import type { Account, Vault } from './vault.ts';

interface PushCardProps {
  readonly vault: Vault;
  readonly account: Account;
  readonly push: ReceivedPush;
  readonly problem: string | undefined;
  readonly onAnswer: (answer: PhoneAnswer) => void;
  readonly onExpired: () => void;
  /** Puts the push aside for a code of a sign-on page; undefined where the account opens none. */
  readonly onScan: (() => void) | undefined;
}

/** A sign-on that asks to be approved: who, where, with what, for how long, and the ways to say yes and no. */
export function PushCard({ vault, account, push, problem, onAnswer, onExpired, onScan }: PushCardProps) {
  const left = useSecondsLeft(push.expiresAt, onExpired);
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const place = push.location === undefined ? undefined : `${push.location.latitude.toFixed(1)}, ${push.location.longitude.toFixed(1)}`;
  return (
    <section class="card push stack" aria-labelledby={`push-${push.messageId}`}>
      <h1 id={`push-${push.messageId}`} ref={heading} tabIndex={-1}>
        {t('pushTitle')}
      </h1>
      <p>{push.text}</p>
      <dl class="facts">
        <dt>{t('user')}</dt>
        <dd>{push.username ?? account.account}</dd>
        <dt>{t('site')}</dt>
        <dd>{account.name}</dd>
        {push.remoteIp === undefined ? null : [<dt key="a">{t('place')}</dt>, <dd key="b">{push.remoteIp}</dd>]}
        {place === undefined ? null : [<dt key="c">{t('location')}</dt>, <dd key="d">{place}</dd>]}
        {push.userAgent === undefined ? null : [<dt key="e">{t('browser')}</dt>, <dd key="f">{browserName(push.userAgent)}</dd>]}
        <dt>{t('timeLeft')}</dt>
        <dd>{t('seconds', { count: left })}</dd>
      </dl>
      {problem === undefined ? null : <Alert kind="error">{problem}</Alert>}
      <Approve vault={vault} push={push} onAnswer={onAnswer} />
      <button type="button" class="button danger wide" onClick={() => dialog.current?.showModal()}>
        {t('deny')}
      </button>
      {onScan === undefined ? null : (
        <button type="button" class="button quiet wide" onClick={onScan}>
          {t('scanCode')}
        </button>
      )}
      <dialog ref={dialog} aria-labelledby="deny-title">
        <form method="dialog" class="stack">
          <h2 id="deny-title">{t('denyTitle')}</h2>
          <p>{t('denyText')}</p>
          <div class="row">
            <button type="submit" class="button quiet grow">
              {t('cancel')}
            </button>
            <button type="submit" class="button danger grow" onClick={() => onAnswer({ approve: false })}>
              {t('denyYes')}
            </button>
          </div>
        </form>
      </dialog>
    </section>
  );
}

function Approve({ vault, push, onAnswer }: Pick<PushCardProps, 'vault' | 'push' | 'onAnswer'>) {
  switch (push.type) {
    case 'challenge':
      return (
        <fieldset class="field stack">
          <legend>{t('chooseNumber')}</legend>
          <div class="numbers">
            {push.numbers.map((number) => (
              <button
                key={number}
                type="button"
                class="button quiet"
                onClick={() => onAnswer({ approve: true, challengeResponse: number })}
              >
                {number}
              </button>
            ))}
          </div>
        </fieldset>
      );
    case 'code_entry':
      return <CodeEntry onCode={(code) => onAnswer({ approve: true, challengeResponse: code })} />;
    case 'biometric':
      return <ConfirmPerson vault={vault} onConfirmed={() => onAnswer({ approve: true })} />;
    default:
      return (
        <button type="button" class="button wide" onClick={() => onAnswer({ approve: true })}>
          {t('approve')}
        </button>
      );
  }
}

function CodeEntry({ onCode }: { readonly onCode: (code: string) => void }) {
  const [code, setCode] = useState('');
  const [wrong, setWrong] = useState(false);
  return (
    <form
      class="stack code"
      onSubmit={(event) => {
        event.preventDefault();
        const digits = code.replaceAll(/\s/g, '');
        if (/^\d{6}$/.test(digits)) onCode(digits);
        else setWrong(true);
      }}
    >
      <TextField
        name="code"
        label={t('typeCode')}
        value={code}
        onInput={setCode}
        inputMode="numeric"
        autoComplete="off"
        maxLength={7}
        error={wrong ? t('codeWrong') : undefined}
      />
      <button type="submit" class="button wide">
        {t('sendCode')}
      </button>
    </form>
  );
}

function browserName(userAgent: string): string {
  const browser = ['Edg/', 'Firefox/', 'Chrome/', 'Safari/'].find((name) => userAgent.includes(name))?.replace('/', '') ?? t('unknown');
  const system = ['Android', 'iPhone', 'Windows', 'Mac OS', 'Linux'].find((name) => userAgent.includes(name));
  return [browser === 'Edg' ? 'Edge' : browser, system].filter((part) => part !== undefined).join(', ');
}
