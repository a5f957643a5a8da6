import { type AccountDevice, type AccountSession, createAccountClient, type SignedOn } from '@waygate/client';
import { Alert } from '@waygate/ui';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { t } from '../messages.ts';
import { Shell } from '../shell.tsx';
import { DeviceList } from './device-list.tsx';
import { knownRealms } from './known-realm.ts';
import { SessionList } from './session-list.tsx';

const client = createAccountClient();

interface Account {
  readonly me: SignedOn;
  readonly name: string;
  readonly devices: readonly AccountDevice[];
  readonly sessions: readonly AccountSession[];
}

/** Path of a realm's default sign-on page. */
function signOnPath(realm: string): string {
  return `/sign-on/${realm === '/' ? 'root' : encodeURIComponent(realm.slice(1))}`;
}

/** The account page: who is signed on, their phones, where else they are signed on. */
export function AccountPage() {
  const [account, setAccount] = useState<Account | undefined>(undefined);
  const [note, setNote] = useState<{ readonly kind: 'error' | 'good'; readonly text: string } | undefined>(undefined);

  const load = useCallback(async () => {
    const realms = knownRealms(location.search);
    for (const realm of realms) {
      const me = await client.whoAmI(realm);
      if (!me.ok && me.status !== 401) {
        setNote({ kind: 'error', text: t('loadFailed') });
        return;
      }
      if (!me.ok) continue;
      const [profile, devices, sessions] = await Promise.all([
        client.profile(me.value),
        client.devices(me.value),
        client.sessions(me.value),
      ]);
      const commonName = profile.ok ? profile.value['cn'] : undefined;
      setAccount({
        me: me.value,
        name: Array.isArray(commonName) && typeof commonName[0] === 'string' ? commonName[0] : me.value.id,
        devices: devices.ok ? devices.value.result : [],
        sessions: sessions.ok ? sessions.value.result : [],
      });
      return;
    }
    location.replace(`${signOnPath(realms[0] ?? '/')}?goto=${encodeURIComponent('/account')}`);
  }, []);
  useEffect(() => {
    void load();
  }, [load]);

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
  const { me, name, devices, sessions } = account;
  const signOut = async () => {
    const ended = await client.signOut(me.realm);
    if (ended.ok || ended.status === 401) location.assign(signOnPath(me.realm));
    else setNote({ kind: 'error', text: t('unavailable') });
  };
  const removeDevice = async (device: AccountDevice) => {
    const removed = await client.removeDevice(me, device.uuid);
    if (removed.ok) setNote({ kind: 'good', text: t('removed', { name: device.deviceName }) });
    else setNote({ kind: 'error', text: removed.status === 403 ? t('needsSecondFactor') : t('unavailable') });
    await load();
  };
  const endSessions = async (handles: readonly string[]) => {
    const ended = await client.endSessions(me, handles);
    if (!ended.ok) setNote({ kind: 'error', text: t('unavailable') });
    await load();
  };
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
        {note === undefined ? null : <Alert kind={note.kind}>{note.text}</Alert>}
        <DeviceList devices={devices} onRemove={removeDevice} />
        <SessionList sessions={sessions} onEnd={endSessions} />
      </div>
    </Shell>
  );
}
