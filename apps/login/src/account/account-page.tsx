import { type AccountApplication, type AccountDevices, type AccountSession, createAccountClient, type SignedOn } from '@waygate/client';
import { Alert } from '@waygate/ui';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../messages.ts';
import { Shell } from '../shell.tsx';
import { BackupCode } from '../sign-on/backup-code.tsx';
import { RecoveryCodes } from '../sign-on/recovery-codes.tsx';
import { ApplicationList } from './application-list.tsx';
import { ConfirmFirst } from './confirm-first.tsx';
import { FactorList } from './factor-list.tsx';
import { knownRealms } from './known-realm.ts';
import { OfflineCode } from './offline-code.tsx';
import { OfflineNotice } from './offline-notice.tsx';
import { type AccountChange, type DeviceChange, isTakingAway, keepChange, type TakingAway, takeChange } from './pending-change.ts';
import { SessionList } from './session-list.tsx';

const client = createAccountClient();

interface Account {
  readonly me: SignedOn;
  readonly name: string;
  readonly devices: AccountDevices | undefined;
  readonly sessions: readonly AccountSession[];
  /** Undefined when they could not be read. */
  readonly applications: readonly AccountApplication[] | undefined;
}

interface NewCodes {
  readonly deviceName: string;
  readonly codes: readonly string[];
  /** Whether it is the one that stands in for the app of offline codes. */
  readonly isBackup: boolean;
}

/** Path of a realm's sign-on page. @param journey the default one when none is named */
function signOnPath(realm: string, journey?: string): string {
  const path = `/sign-on/${realm === '/' ? 'root' : encodeURIComponent(realm.slice(1))}`;
  return journey === undefined ? path : `${path}/${encodeURIComponent(journey)}`;
}

/** Address of a journey that runs although the person is signed on, and comes back here. */
function andBack(realm: string, journey: string | undefined): string {
  return `${signOnPath(realm, journey)}?ForceAuth=true&goto=${encodeURIComponent('/account')}`;
}

/** The account page: who is signed on, what they sign on with, which applications they let use it, where else they are signed on. */
export function AccountPage() {
  const [account, setAccount] = useState<Account | undefined>(undefined);
  const [note, setNote] = useState<{ readonly kind: 'error' | 'good'; readonly text: string } | undefined>(undefined);
  const [codes, setCodes] = useState<NewCodes | undefined>(undefined);
  const [unproved, setUnproved] = useState<TakingAway | undefined>(undefined);
  const resumed = useRef(false);

  const load = useCallback(async (): Promise<Account | undefined> => {
    const realms = knownRealms(location.search);
    for (const realm of realms) {
      const me = await client.whoAmI(realm);
      if (!me.ok && me.status !== 401) {
        setNote({ kind: 'error', text: t('loadFailed') });
        return undefined;
      }
      if (!me.ok) continue;
      const [profile, devices, sessions, applications] = await Promise.all([
        client.profile(me.value),
        client.devices(me.value),
        client.sessions(me.value),
        client.applications(me.value),
      ]);
      const commonName = profile.ok ? profile.value['cn'] : undefined;
      const loaded = {
        me: me.value,
        name: Array.isArray(commonName) && typeof commonName[0] === 'string' ? commonName[0] : me.value.id,
        devices: devices.ok ? devices.value : undefined,
        sessions: sessions.ok ? sessions.value.result : [],
        applications: applications.ok ? applications.value.result : undefined,
      };
      setAccount(loaded);
      return loaded;
    }
    location.replace(`${signOnPath(realms[0] ?? '/')}?goto=${encodeURIComponent('/account')}`);
    return undefined;
  }, []);

  /** Does what the person asked for. @param isAgain they have just proved anew who they are, so they are not led there twice @returns whether it is done */
  const change = useCallback(
    async (me: SignedOn, devices: AccountDevices | undefined, wanted: AccountChange, isAgain: boolean): Promise<boolean> => {
      setUnproved(undefined);
      const answer = await changed(me, wanted);
      const isUnproved = !answer.ok && (answer.code === 'devices.step_up' || answer.code === 'account.step_up');
      if (answer.ok) {
        if (answer.codes !== undefined && !isTakingAway(wanted))
          setCodes({ deviceName: wanted.deviceName, codes: answer.codes, isBackup: wanted.kind === 'offlineCode' });
        setNote({ kind: 'good', text: doneText(wanted) });
      } else if (isUnproved && !isAgain) {
        setNote(undefined);
        // Where any proof does, whoever has a device chooses: it may be the one that they have lost.
        const mayChoose = devices !== undefined && devices.byPassword !== null && devices.devices.length > 0;
        if (isTakingAway(wanted) && mayChoose) {
          setUnproved(wanted);
          return false;
        }
        keepChange(me, wanted);
        location.assign(andBack(me.realm, devices?.stepUp ?? undefined));
        return false;
      } else setNote({ kind: 'error', text: t(isUnproved ? unprovedText(wanted) : failedText(wanted, answer.status)) });
      await load();
      return answer.ok;
    },
    [load],
  );

  useEffect(() => {
    void load().then((loaded) => {
      if (loaded === undefined || resumed.current) return;
      resumed.current = true;
      const waiting = takeChange(loaded.me);
      if (waiting !== undefined) void change(loaded.me, loaded.devices, waiting, true);
    });
  }, [load, change]);

  if (account === undefined) {
    return (
      <Shell title={t('yourAccount')}>
        {note === undefined ? (
          <p class="waiting" role="status">
            <span class="spinner" aria-hidden="true" />
            {t('loading')}
          </p>
        ) : (
          <div class="card stack">
            <Alert kind="error">{note.text}</Alert>
            <button type="button" class="button" onClick={() => location.reload()}>
              {t('tryAgain')}
            </button>
          </div>
        )}
      </Shell>
    );
  }
  const { me, name, devices, sessions, applications } = account;
  const signOut = async () => {
    const ended = await client.signOut(me.realm);
    if (!ended.ok && ended.status !== 401) return setNote({ kind: 'error', text: t('unavailable') });
    // Steps and changes that this tab kept. What names the device, and the keys of the web authenticator, are no data of a session.
    sessionStorage.clear();
    location.assign(signOnPath(me.realm));
  };
  const changeDevice = async (wanted: DeviceChange) => {
    await change(me, devices, wanted, false);
  };
  const confirmed = (journey: string | null) => andBack(me.realm, journey ?? undefined);
  const aside = (
    <details class="menu">
      <summary aria-label={`${t('menu')}: ${name}`}>{name}</summary>
      <div>
        <button type="button" class="button quiet wide" onClick={() => void signOut()}>
          {t('signOut')}
        </button>
      </div>
    </details>
  );
  return (
    <Shell title={t('yourAccount')} aside={aside} broad>
      <div class="stack">
        <div>
          <h1>{t('yourAccount')}</h1>
          <p class="muted">{t('signedInAs', { name: me.id })}</p>
        </div>
        <OfflineNotice sessions={sessions} again={andBack(me.realm, undefined)} />
        {note === undefined ? null : <Alert kind={note.kind}>{note.text}</Alert>}
        {unproved === undefined || devices === undefined ? null : (
          <ConfirmFirst
            byDevice={confirmed(devices.stepUp)}
            byPassword={confirmed(devices.byPassword)}
            onLeave={() => keepChange(me, unproved)}
            onCancel={() => {
              setUnproved(undefined);
              document.getElementById(unproved.what === 'takeBack' ? 'applications' : 'sessions')?.focus();
            }}
          />
        )}
        {codes === undefined ? null : (
          <section class="card stack" aria-labelledby="codes">
            <h2 id="codes">{t(codes.isBackup ? 'backupCodeTitle' : 'codesTitle')}</h2>
            {codes.isBackup ? (
              <BackupCode code={codes.codes[0] ?? ''} />
            ) : (
              <RecoveryCodes codes={codes.codes} intro={t('codesIntro', { device: codes.deviceName })} />
            )}
            <button type="button" class="button no-print" onClick={() => setCodes(undefined)}>
              {t('done')}
            </button>
          </section>
        )}
        {devices === undefined ? (
          <section class="card stack" aria-labelledby="devices">
            <h2 id="devices">{t('devices')}</h2>
            <Alert kind="error">{t('devicesFailed')}</Alert>
            <button type="button" class="button quiet" onClick={() => void load()}>
              {t('tryAgain')}
            </button>
          </section>
        ) : (
          <FactorList account={devices} onChange={changeDevice} journeyPath={(journey) => andBack(me.realm, journey)} />
        )}
        {devices?.offlineCode === undefined ? null : (
          <OfflineCode code={devices.offlineCode} onChange={changeDevice} journeyPath={(journey) => andBack(me.realm, journey)} />
        )}
        <ApplicationList
          applications={applications}
          onTakeBack={(application) => change(me, devices, { what: 'takeBack', ...application }, false)}
          onRetry={() => void load()}
        />
        <SessionList sessions={sessions} onEnd={(handles) => change(me, devices, { what: 'endSessions', handles }, false)} />
      </div>
    </Shell>
  );
}

const DONE = { rename: 'renamed', remove: 'removed', codes: 'codesMade', first: 'isFirst', notFirst: 'isNotFirst' } as const;

function doneText(wanted: AccountChange): string {
  if (wanted.what === 'endSessions') return t(wanted.handles.length === 1 ? 'sessionEnded' : 'sessionsEnded');
  if (wanted.what === 'takeBack') return t('takenBack', { name: wanted.name });
  const isBackup = wanted.kind === 'offlineCode' && wanted.what === 'codes';
  return t(isBackup ? 'backupCodeMade' : DONE[wanted.what], { name: wanted.deviceName });
}

/** What is said when somebody has just proved who they are, and it does not do. */
function unprovedText(wanted: AccountChange) {
  return isTakingAway(wanted) ? 'needsProof' : 'needsSecondFactor';
}

/** What is said when something could not be done, though it was proved who asks. */
function failedText({ what }: AccountChange, status: number) {
  if (status !== 404) return 'unavailable';
  return what === 'takeBack' ? 'applicationGone' : 'deviceGone';
}

type Changed =
  | { readonly ok: true; readonly codes?: readonly string[] }
  | { readonly ok: false; readonly status: number; readonly code?: string | undefined };

async function changed(me: SignedOn, wanted: AccountChange): Promise<Changed> {
  if (wanted.what === 'endSessions') return client.endSessions(me, wanted.handles);
  if (wanted.what === 'takeBack') return client.takeBack(me, wanted.id);
  return changedDevice(me, wanted);
}

async function changedDevice(me: SignedOn, { what, deviceName, ...device }: DeviceChange): Promise<Changed> {
  if (what === 'rename') return client.renameDevice(me, device, deviceName);
  if (what === 'first' || what === 'notFirst') return client.setPrimaryDevice(me, device, what === 'first');
  if (what === 'remove') return client.removeDevice(me, device);
  if (device.kind === 'offlineCode') {
    const made = await client.newBackupCode(me);
    return made.ok ? { ok: true, codes: [made.value.backupCode] } : made;
  }
  const made = await client.newRecoveryCodes(me, device);
  return made.ok ? { ok: true, codes: made.value.recoveryCodes } : made;
}
