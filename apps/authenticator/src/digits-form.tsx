import { TextField } from '@waygate/ui';
import { useEffect, useRef, useState } from 'preact/hooks';
import { answerDigits, answersDigits } from './answer-digits.ts';
import { ConfirmPerson } from './confirm-person-view.tsx';
import { t } from './messages.ts';
import type { Account, Vault } from './vault.ts';

interface DigitsFormProps {
  readonly vault: Vault;
  readonly accounts: readonly Account[];
  readonly onDone: () => void;
}

/** Answers twelve digits of a sign-on page or a terminal, without a network: first the digits, then the owner shows themselves, then the code. */
export function DigitsForm({ vault, accounts, onDone }: DigitsFormProps) {
  const able = accounts.filter(answersDigits);
  const [chosen, setChosen] = useState(able[0]?.id);
  const [digits, setDigits] = useState('');
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [code, setCode] = useState<string | undefined>(undefined);
  const [unlocked, setUnlocked] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const account = able.find(({ id }) => id === chosen);
  const answer = async () => {
    const found = account === undefined ? undefined : await answerDigits(account, digits);
    setProblem(found === undefined ? t('digitsWrong') : undefined);
    setCode(found);
  };
  return (
    <section class="card stack" aria-labelledby="digits-title">
      <h1 id="digits-title" ref={heading} tabIndex={-1}>
        {t('digitsTitle')}
      </h1>
      <p>{t('digitsHint')}</p>
      {code === undefined ? (
        <form
          class="stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void answer();
          }}
        >
          {able.length > 1 ? (
            <div class="field">
              <label for="digits-account">{t('site')}</label>
              <select id="digits-account" value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
                {able.map(({ id, name, account: user }) => (
                  <option key={id} value={id}>
                    {name} ({user})
                  </option>
                ))}
              </select>
            </div>
          ) : null}
          <TextField
            name="digits"
            label={t('digits')}
            value={digits}
            onInput={setDigits}
            inputMode="numeric"
            autoComplete="off"
            error={problem}
          />
          <button type="submit" class="button wide">
            {t('digitsAnswer')}
          </button>
        </form>
      ) : unlocked ? (
        <div role="status">
          <output class="one-time-code" aria-label={t('codeOf', { issuer: account?.name ?? '' })}>
            {code.slice(0, 3)} {code.slice(3)}
          </output>
        </div>
      ) : (
        <ConfirmPerson vault={vault} onConfirmed={() => setUnlocked(true)} />
      )}
      <button type="button" class="button quiet wide" onClick={onDone}>
        {t(unlocked ? 'done' : 'cancel')}
      </button>
    </section>
  );
}
