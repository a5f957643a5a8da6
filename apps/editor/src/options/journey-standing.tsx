import { Alert, Anchor, Button, Group, Loader, Switch, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { failureText } from '../app/failure.tsx';
import { paths } from '../app/paths.ts';
import { useDraftKeeper } from '../editor/draft-keeper-context.ts';
import { useEditor } from '../editor/use-editor.ts';
import { RenameDialog } from '../journeys/rename-dialog.tsx';
import { journeysQuery, useSetDefault } from '../journeys/use-journeys.ts';
import { t } from './messages.ts';
import classes from './options.module.css';

/** What a journey is in its realm: its name, whether it is the default, who runs it. Nothing of it is part of the draft. */
export function JourneyStanding() {
  const realm = useEditor((state) => state.realm);
  const name = useEditor((state) => state.name);
  const published = useEditor((state) => state.published);
  const readOnly = useEditor((state) => state.readOnly);
  const keeper = useDraftKeeper();
  const navigate = useNavigate();
  const [renaming, setRenaming] = useState(false);
  const { data, error, refetch } = useQuery(journeysQuery(realm));
  const setDefault = useSetDefault(realm);
  const item = data?.journeys.find((one) => one.name === name);
  const otherDefault = data?.journeys.find((one) => one.isDefault && one.name !== name)?.name;
  const makeDefault = (checked: boolean) =>
    setDefault.mutate(checked ? name : null, {
      onSuccess: () => notifications.show({ message: t(checked ? 'madeDefault' : 'unmadeDefault', { name }) }),
    });
  return (
    <section className={classes.part} aria-label={t('atOnce')}>
      <div>
        <h2 className={classes.heading}>{t('atOnce')}</h2>
        <Text size="xs" c="dimmed">
          {t('atOnceHelp')}
        </Text>
      </div>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div className={classes.name}>
          <Text size="sm" fw={500}>
            {t('name')}
          </Text>
          <Text size="sm">{name}</Text>
        </div>
        <Button variant="default" size="xs" onClick={() => setRenaming(true)} disabled={readOnly}>
          {t('rename')}
        </Button>
      </Group>
      {error === null ? (
        <>
          <Switch
            label={t('isDefault')}
            description={
              published === undefined
                ? t('defaultNeedsPublishing')
                : `${t('isDefaultHelp')} ${data === undefined || item?.isDefault === true ? '' : otherDefault === undefined ? t('noDefault') : t('otherDefault', { name: otherDefault })}`
            }
            error={setDefault.error === null ? undefined : failureText(setDefault.error)}
            checked={item?.isDefault ?? false}
            disabled={published === undefined || item === undefined || readOnly}
            onChange={({ currentTarget }) => makeDefault(currentTarget.checked)}
          />
          <div>
            <Text size="sm" fw={500}>
              {t('usedBy')}
            </Text>
            {data === undefined ? (
              <Loader size="xs" aria-label={t('usedByAsking')} />
            ) : item === undefined || item.usedBy.length === 0 ? (
              <Text size="sm">{t('usedByNone')}</Text>
            ) : (
              <ul className={classes.users}>
                {item.usedBy.map((user) => (
                  <li key={user}>
                    <Anchor component={Link} to={paths.journey(realm, user)} size="sm">
                      {user}
                    </Anchor>
                  </li>
                ))}
              </ul>
            )}
          </div>
        </>
      ) : (
        <Alert color="red">
          <Text size="sm" mb="xs">
            {t('listFailed')}
          </Text>
          <Button size="xs" variant="default" onClick={() => void refetch()}>
            {t('retry')}
          </Button>
        </Alert>
      )}
      <RenameDialog
        realm={realm}
        name={renaming ? name : undefined}
        before={() => keeper.flush()}
        done={(to) => void navigate(paths.journey(realm, to), { replace: true })}
        close={() => setRenaming(false)}
      />
    </section>
  );
}
