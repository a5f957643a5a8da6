import { Alert, Anchor, Button, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import type { PersonView } from '@waygate/schema';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { admin, useAdministrator } from '../app/admin.tsx';
import { Failure, failureText } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { paths, realmOfSegment } from '../app/paths.ts';
import { momentText } from '../traces/time-text.ts';
import { ApplicationTable } from './application-table.tsx';
import { DeviceTable } from './device-table.tsx';
import { FailureTable } from './failure-table.tsx';
import { t } from './messages.ts';
import { OfflineCode } from './offline-code.tsx';

/** One person: what they sign on with, whether they are locked out, and what can be done about it. */
export function PersonPage() {
  const { realm: segment, name = '' } = useParams();
  const realm = realmOfSegment(segment);
  const person = useQuery({ queryKey: ['person', realm, name], queryFn: () => admin.person(realm, name) });
  const act = async (work: Promise<void>, done: string) => {
    try {
      await work;
      notifications.show({ message: done, closeButtonProps: { 'aria-label': t('close') } });
    } catch (error) {
      notifications.show({ message: failureText(error), color: 'red', closeButtonProps: { 'aria-label': t('close') } });
    }
    await person.refetch();
  };
  return (
    <Stack>
      <Anchor component={Link} to={paths.people(realm)} size="sm">
        {t('back')}
      </Anchor>
      {person.data !== undefined ? (
        <Person realm={realm} person={person.data} act={act} />
      ) : person.error !== null ? (
        <Failure error={person.error} retry={() => void person.refetch()} />
      ) : (
        <Loading />
      )}
    </Stack>
  );
}

interface PersonProps {
  readonly realm: string;
  readonly person: PersonView;
  /** Waits for a change and says what became of it. */
  readonly act: (work: Promise<void>, done: string) => Promise<void>;
}

function Person({ realm, person, act }: PersonProps) {
  const me = useAdministrator();
  const { id, username, name, mail, active, devices, lock, authenticators, offlineCode, applications } = person;
  const isOwn = realm === '/' && username === me.username;
  return (
    <>
      <div>
        <Title order={1} size="h2">
          {username}
        </Title>
        <Text size="sm" c="dimmed">
          {[name, mail, active ? undefined : t('disabled')].filter((part) => part !== undefined).join(' · ')}
        </Text>
        <Anchor component={Link} to={paths.audit(realm, { person: id })} size="sm">
          {t('inAudit')}
        </Anchor>
      </div>
      {isOwn ? (
        <Alert color="gray">
          <Stack align="flex-start" gap="xs">
            {t('own')}
            <Button component="a" href="/account?realm=/" variant="default">
              {t('toAccount')}
            </Button>
          </Stack>
        </Alert>
      ) : null}
      {lock === undefined ? null : (
        <Lock lock={lock} {...(isOwn ? {} : { unlock: () => act(admin.unlock(realm, username), t('unlocked')) })} />
      )}
      <DeviceTable
        username={username}
        devices={devices}
        isFixed={isOwn}
        onRemove={(device) => act(admin.removeDevice(realm, username, device), t('removed', { name: device.deviceName }))}
        onReset={(kind) => act(admin.resetDevices(realm, username, kind), t('resetDone'))}
      />
      {offlineCode === undefined ? null : (
        <OfflineCode
          username={username}
          code={offlineCode}
          isFixed={isOwn}
          onRemove={() => act(admin.removeOfflineCode(realm, username), t('removed', { name: offlineCode.deviceName ?? '' }))}
        />
      )}
      {applications === undefined ? null : (
        <ApplicationTable
          username={username}
          applications={applications}
          isFixed={isOwn}
          onTakeBack={({ id: client, name: called = client }) =>
            act(admin.takeBack(realm, username, client), t('takenBack', { name: called }))
          }
        />
      )}
      <FailureTable
        devices={devices}
        authenticators={authenticators}
        isFixed={isOwn}
        onReset={(authenticator) => act(admin.resetAuthenticator(realm, username, authenticator), t('wasReset'))}
      />
    </>
  );
}

interface LockProps {
  readonly lock: NonNullable<PersonView['lock']>;
  readonly unlock?: () => Promise<void>;
}

function Lock({ lock: { until }, unlock }: LockProps) {
  const [isBusy, setBusy] = useState(false);
  return (
    <Alert color="red" role="alert">
      <Stack align="flex-start" gap="xs">
        {until === undefined ? t('locked') : t('lockedUntil', { time: momentText(until) })}
        {unlock === undefined ? null : (
          <Button
            variant="default"
            loading={isBusy}
            onClick={() => {
              setBusy(true);
              void unlock().finally(() => setBusy(false));
            }}
          >
            {t('unlock')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
