import { Alert, Anchor, Button, Code, Group, List, Modal, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AdminError } from '@waygate/client';
import type { JourneyListItem } from '@waygate/schema';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { z } from 'zod';
import { admin, useAdministrator } from '../app/admin.tsx';
import { useDialogWork } from '../app/dialog-work.ts';
import { failureText } from '../app/failure.tsx';
import { paths } from '../app/paths.ts';
import { journeyAddress } from '../versions/journey-address.ts';
import classes from './journeys.module.css';
import { t } from './messages.ts';
import { journeysQuery, refreshJourneys } from './use-journeys.ts';

const inUse = z.object({ usedBy: z.array(z.string()), isDefault: z.boolean() });

/** Deletes a journey that nothing uses, after its name was typed; says what goes with it. One in use is not deleted, and the dialog says who uses it. */
export function DeleteDialog({
  realm,
  item: listed,
  done,
  close,
}: {
  readonly realm: string;
  /** As the list has it, which may be from a while ago. */
  readonly item: JourneyListItem;
  readonly done: () => void;
  readonly close: () => void;
}) {
  const administrator = useAdministrator();
  const queries = useQueryClient();
  const { data } = useQuery(journeysQuery(realm));
  // What is lost must be told as it is now.
  const item = data?.journeys.find((one) => one.name === listed.name) ?? listed;
  const [typed, setTyped] = useState('');
  const [failure, setFailure] = useState<string>();
  const [told, setTold] = useState<z.infer<typeof inUse>>();
  const users = told ?? item;
  const work = useDialogWork(close);
  const { name } = item;
  const isUsed = users.usedBy.length > 0 || users.isDefault;
  const remove = async () => {
    setFailure(undefined);
    try {
      await admin.remove(realm, name);
      await refreshJourneys(queries, realm);
      notifications.show({ message: t('deleted', { name }) });
      close();
      done();
    } catch (error) {
      const used = error instanceof AdminError && error.status === 409 ? inUse.safeParse(error.details).data : undefined;
      if (used === undefined) setFailure(failureText(error));
      else setTold(used);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === name) void work.run(remove);
  };
  return (
    <Modal opened onClose={work.close} title={t('deleteTitle', { name })} closeButtonProps={{ 'aria-label': t('close') }}>
      {isUsed ? (
        <Stack>
          <Alert color="orange" role="alert" title={t('deleteUsed', { name })}>
            {users.isDefault ? <Text size="sm">{t('deleteDefault')}</Text> : null}
            {users.usedBy.length > 0 ? (
              <>
                <Text size="sm">{t('deleteUsedBy')}</Text>
                <List size="sm">
                  {users.usedBy.map((user) => (
                    <List.Item key={user}>
                      <Anchor component={Link} to={paths.journey(realm, user)} size="sm" className={classes.listedLink}>
                        {user}
                      </Anchor>
                    </List.Item>
                  ))}
                </List>
              </>
            ) : null}
          </Alert>
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              {t('close')}
            </Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <Text size="sm">{t('deleteRunning')}</Text>
            {item.published === null ? null : (
              <>
                <Text size="sm">{t('deleteLinks')}</Text>
                <Code block className={classes.address}>
                  {journeyAddress(administrator, realm, name)}
                </Code>
                <Text size="sm">{t('deleteHistory')}</Text>
              </>
            )}
            {item.drafts.length === 0 ? null : (
              <div>
                <Text size="sm">{t('deleteDrafts')}</Text>
                <List size="sm">
                  {item.drafts.map(({ author, updatedAt }) => (
                    <List.Item key={author}>
                      {t('draftOf', {
                        author,
                        time: new Date(updatedAt).toLocaleString(t.language, { dateStyle: 'medium', timeStyle: 'short' }),
                      })}
                    </List.Item>
                  ))}
                </List>
              </div>
            )}
            <TextInput
              label={t('deleteConfirm', { name })}
              value={typed}
              onChange={({ currentTarget }) => setTyped(currentTarget.value)}
              autoComplete="off"
              spellCheck={false}
              data-autofocus
            />
            {failure === undefined ? null : (
              <Alert color="red" role="alert">
                {failure}
              </Alert>
            )}
            <Group justify="flex-end">
              <Button variant="default" onClick={work.close} disabled={work.isBusy}>
                {t('cancel')}
              </Button>
              <Button type="submit" color="red" disabled={typed !== name} loading={work.isBusy}>
                {t('deleteButton')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
