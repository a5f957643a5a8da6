import {
  answerMessage,
  isOfflineQr,
  mechanismOf,
  type OfflineQrRefusal,
  type PhoneAnswer,
  phoneSystem,
  type ReceivedPush,
  readPush,
} from '@waygate/mfa';
import { Alert, Brand } from '@waygate/ui';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { AccountCard } from './account-card.tsx';
import { AddAccount } from './add-account.tsx';
import { type AnsweredWindows, openAnsweredWindows } from './answered-windows.ts';
import { CodeCard } from './code-card.tsx';
import { DigitsForm } from './digits-form.tsx';
import { enrol, post } from './enrol.ts';
import { inboxKey, listenToInbox } from './inbox.ts';
import { t } from './messages.ts';
import { OfflineCode } from './offline-code.tsx';
import { offlineFactsOf, offlineHalfOf, pinned } from './offline-half.ts';
import { type OpenedCode, openCode } from './open-code.ts';
import { PushCard } from './push-card.tsx';
import type { Account, Answered, CodeAccount, Vault } from './vault.ts';

interface Waiting {
  readonly push: ReceivedPush;
  readonly problem: string | undefined;
}

interface Note {
  readonly kind: 'good' | 'error';
  readonly text: string;
}

/** What a person is told of a code that is not opened. */
const REFUSALS: Readonly<Record<OfflineQrRefusal, Parameters<typeof t>[0]>> = {
  unreadable: 'codeUnreadable',
  oversized: 'codeUnreadable',
  version: 'codeVersion',
  suite: 'codeVersion',
  foreignIssuer: 'codeForeign',
  otherDevice: 'codeOtherPhone',
  forged: 'codeForged',
  future: 'codeClock',
  past: 'codeClock',
  expired: 'codeExpired',
  replayed: 'codeShown',
};

/** The authenticator: accounts, and whatever waits to be approved. */
export function Authenticator({ vault }: { readonly vault: Vault }) {
  const [accounts, setAccounts] = useState<readonly Account[] | undefined>(undefined);
  const [codes, setCodes] = useState<readonly CodeAccount[]>([]);
  const [answers, setAnswers] = useState<readonly Answered[]>([]);
  const [waiting, setWaiting] = useState<readonly Waiting[]>([]);
  const [connected, setConnected] = useState(false);
  const [adding, setAdding] = useState<'account' | 'code' | 'digits' | undefined>(undefined);
  /** The push that its owner has put aside for a code, to which the sign-on page goes on when the push service goes away. */
  const [aside, setAside] = useState<string | undefined>(undefined);
  const [opened, setOpened] = useState<Extract<OpenedCode, { status: 'opened' }> | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const [note, setNote] = useState<Note | undefined>(undefined);
  const taking = useRef(false);

  const reload = useCallback(async () => {
    setCodes(await vault.codes());
    setAccounts(await vault.accounts());
    setAnswers(await vault.answers());
  }, [vault]);

  const add = useCallback(
    async (link: string) => {
      if (taking.current) return;
      taking.current = true;
      setBusy(true);
      // A camera adds nothing to a code, and a space may be its last character; what is pasted may have a line break behind it.
      const scanned = link.replace(/^\s+|[\r\n]+\s*$/g, '');
      if (isOfflineQr(scanned)) {
        const result = await openCode(vault, scanned);
        taking.current = false;
        setBusy(false);
        if (result.status === 'opened') {
          setAdding(undefined);
          setNote(undefined);
          setOpened(result);
        } else setNote({ kind: 'error', text: t(REFUSALS[result.reason]) });
        return;
      }
      const enrolment = await enrol(vault, link);
      taking.current = false;
      setBusy(false);
      if (enrolment.result === 'added') {
        setAdding(undefined);
        setAside(undefined);
        setNote({ kind: 'good', text: t('added', { issuer: enrolment.account.issuer, account: enrolment.account.account }) });
      } else setNote({ kind: 'error', text: t(enrolment.result) });
      await reload();
    },
    [vault, reload],
  );

  useEffect(() => {
    void reload();
    const link = linkInAddress();
    if (link !== undefined) void add(link);
  }, [reload, add]);

  const receive = useCallback(
    async ({ messageId, jwt }: { readonly messageId: string; readonly jwt: string }) => {
      const account = (await vault.accounts()).find(({ id }) => id === mechanismOf(jwt));
      const push = account === undefined ? undefined : await readPush(account.key, messageId, jwt);
      const known = (await vault.answers()).some((answer) => answer.messageId === messageId);
      if (push === undefined || known || push.expiresAt <= Date.now()) return;
      setNote(undefined);
      setWaiting((before) => (before.some((one) => one.push.messageId === messageId) ? before : [...before, { push, problem: undefined }]));
      notify(push);
    },
    [vault],
  );

  useEffect(() => {
    let stop = () => {};
    void inboxKey(vault).then((key) => {
      stop = listenToInbox(key, { onPush: (push) => void receive(push), onConnected: setConnected });
    });
    return () => stop();
  }, [vault, receive]);

  const put = useCallback(
    async (messageId: string) => {
      setWaiting((before) => before.filter((one) => one.push.messageId !== messageId));
      await reload();
    },
    [reload],
  );
  const windows = useRef<AnsweredWindows | undefined>(undefined);
  useEffect(() => {
    const opened = openAnsweredWindows((messageId) => void put(messageId));
    windows.current = opened;
    return () => opened.close();
  }, [put]);

  const settle = async (push: ReceivedPush, result: Answered['result'], text: string) => {
    // Another window may have answered meanwhile, and what it noted is what happened.
    const known = (await vault.answers()).some(({ messageId }) => messageId === push.messageId);
    if (!known) {
      await vault.saveAnswer({ messageId: push.messageId, accountId: push.mechanismUid, result, at: Date.now() });
      setNote({ kind: result === 'tooLate' ? 'error' : 'good', text });
      windows.current?.tell(push.messageId);
    }
    await put(push.messageId);
  };

  const answer = async (account: Account, push: ReceivedPush, given: PhoneAnswer) => {
    if (taking.current) return;
    taking.current = true;
    const half = await offlineHalfOf(account.offline);
    const system = await phoneSystem(navigator);
    const facts = { ...(await offlineFactsOf(half)), ...(system === undefined ? {} : { system }) };
    const reply = await post(account.authenticateUrl, await answerMessage(account.key, push, given, facts));
    const status = reply?.status;
    const offline = await pinned(half, reply?.offline);
    if (status === 200 && offline !== undefined) await vault.saveAccount({ ...account, offline });
    taking.current = false;
    if (status === 200) await settle(push, given.approve ? 'approved' : 'denied', t('sent'));
    else if (status === undefined || status >= 500) {
      setWaiting((before) => before.map((one) => (one.push.messageId === push.messageId ? { ...one, problem: t('offline') } : one)));
    } else await settle(push, 'tooLate', t('notTaken'));
  };

  const cancelAdding = () => {
    setAdding(undefined);
    setAside(undefined);
  };
  const [first] = waiting;
  const asked = first === undefined ? undefined : accounts?.find(({ id }) => id === first.push.mechanismUid);
  return (
    <div class="shell">
      <header>
        <Brand />
        <span class="status" role="status">
          <span class={`dot ${connected ? 'on' : ''}`} aria-hidden="true" />
          {t(connected ? 'connected' : 'notConnected')}
        </span>
      </header>
      <main class="stack">
        <div aria-live="assertive" class="visually-hidden">
          {first === undefined ? '' : t('newPush', { user: first.push.username ?? '' })}
        </div>
        {note === undefined ? null : <Alert kind={note.kind}>{note.text}</Alert>}
        {first !== undefined && asked !== undefined && first.push.messageId !== aside ? (
          <PushCard
            key={first.push.messageId}
            vault={vault}
            account={asked}
            push={first.push}
            problem={first.problem}
            onAnswer={(given) => void answer(asked, first.push, given)}
            onExpired={() => void settle(first.push, 'tooLate', t('tooLate'))}
            onScan={
              asked.offline === undefined
                ? undefined
                : () => {
                    setNote(undefined);
                    setAside(first.push.messageId);
                    setAdding('code');
                  }
            }
          />
        ) : opened !== undefined ? (
          <OfflineCode
            key={opened.challenge.id}
            vault={vault}
            account={opened.account.name}
            challenge={opened.challenge}
            onDone={() => {
              setOpened(undefined);
              setAside(undefined);
            }}
            onExpired={() => {
              setOpened(undefined);
              setAside(undefined);
              setNote({ kind: 'error', text: t('codeExpired') });
            }}
          />
        ) : adding === 'digits' ? (
          <DigitsForm vault={vault} accounts={accounts ?? []} onDone={() => setAdding(undefined)} />
        ) : adding !== undefined ? (
          <AddAccount wantsCode={adding === 'code'} busy={busy} onLink={(link) => void add(link)} onCancel={cancelAdding} />
        ) : (
          <Accounts
            accounts={accounts}
            codes={codes}
            vault={vault}
            onAdd={(what) => {
              setNote(undefined);
              setAdding(what);
            }}
            onChanged={reload}
          />
        )}
        <History answers={answers} accounts={accounts ?? []} />
      </main>
      <footer class="muted">{t('keysSafe')}</footer>
    </div>
  );
}

interface AccountsProps {
  readonly accounts: readonly Account[] | undefined;
  readonly codes: readonly CodeAccount[];
  readonly vault: Vault;
  readonly onAdd: (what: 'account' | 'code' | 'digits') => void;
  readonly onChanged: () => Promise<void>;
}

function Accounts({ accounts, codes, vault, onAdd, onChanged }: AccountsProps) {
  const [mayNotify, setMayNotify] = useState(typeof Notification === 'undefined' || Notification.permission !== 'default');
  if (accounts === undefined) return <p role="status">{t('loading')}</p>;
  const isEmpty = accounts.length + codes.length === 0;
  return (
    <div class="stack">
      <h1>{isEmpty ? t('empty') : t('title')}</h1>
      {isEmpty ? <p class="muted">{t('emptyText')}</p> : null}
      <ul class="accounts stack">
        {accounts.map((account) => (
          <AccountCard
            key={account.id}
            account={account}
            onRename={(name) => void vault.saveAccount({ ...account, name }).then(onChanged)}
            onRemove={() => void vault.removeAccount(account.id).then(onChanged)}
          />
        ))}
        {codes.map((account) => (
          <CodeCard
            key={account.id}
            account={account}
            onNext={() => vault.nextCounter(account.id)}
            onRemove={() => void vault.removeCodes(account.id).then(onChanged)}
          />
        ))}
      </ul>
      <button type="button" class="button wide" onClick={() => onAdd('account')}>
        {t('add')}
      </button>
      {accounts.some(({ offline }) => offline !== undefined) ? (
        <>
          <button type="button" class="button quiet wide" onClick={() => onAdd('code')}>
            {t('scanCode')}
          </button>
          <button type="button" class="button quiet wide" onClick={() => onAdd('digits')}>
            {t('answerDigits')}
          </button>
        </>
      ) : null}
      {mayNotify || accounts.length === 0 ? null : (
        <button
          type="button"
          class="button quiet wide"
          onClick={() => void Notification.requestPermission().then(() => setMayNotify(true))}
        >
          {t('notify')}
        </button>
      )}
    </div>
  );
}

function History({ answers, accounts }: { readonly answers: readonly Answered[]; readonly accounts: readonly Account[] }) {
  if (answers.length === 0) return null;
  const format = new Intl.DateTimeFormat(t.language, { dateStyle: 'short', timeStyle: 'short' });
  return (
    <section class="stack" aria-labelledby="history">
      <h2 id="history">{t('history')}</h2>
      <ul class="history">
        {answers.slice(0, 5).map((one) => (
          <li key={one.messageId}>
            <span>{accounts.find(({ id }) => id === one.accountId)?.name ?? t('unknown')}</span>
            <span class="muted">
              {t(one.result)}, {format.format(one.at)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A link that the sign-on page handed over behind `#`; it is taken out of the address at once, because it holds a secret. */
function linkInAddress(): string | undefined {
  const { hash } = location;
  if (!hash.startsWith('#add=')) return undefined;
  history.replaceState(null, '', location.pathname);
  try {
    return decodeURIComponent(hash.slice('#add='.length));
  } catch {
    return undefined;
  }
}

function notify(push: ReceivedPush): void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted' || document.visibilityState === 'visible') return;
  const shown = new Notification(t('pushTitle'), { body: push.text, tag: push.messageId });
  shown.onclick = () => focus();
}
