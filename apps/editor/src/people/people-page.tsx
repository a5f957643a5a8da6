import { Alert, Anchor, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { PersonList } from '@waygate/schema';
import { useEffect, useState } from 'react';
import { Link, useParams } from 'react-router';
import { admin } from '../app/admin.tsx';
import { Failure } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { paths, realmOfSegment } from '../app/paths.ts';
import { RecordRow, RecordTable } from '../app/record-table.tsx';
import { useAddressState } from '../app/use-address-state.ts';
import { t } from './messages.ts';

/** The people of a realm: found by part of a user name, name or mail address, which stands in the address. */
export function PeoplePage() {
  const realm = realmOfSegment(useParams()['realm']);
  const [{ text }, setWish] = useAddressState(readWish, writeWish);
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  const found = useQuery({ queryKey: ['people', realm, text], queryFn: () => admin.people(realm, text) });
  return (
    <Stack>
      <Title order={1} size="h2">
        {t('title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('intro')}
      </Text>
      <search>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setWish({ text: typed.trim() });
          }}
        >
          <Group align="flex-end" gap="sm">
            <TextInput
              type="search"
              label={t('text')}
              value={typed}
              maxLength={256}
              miw="min(20rem, 100%)"
              spellCheck={false}
              autoComplete="off"
              onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            />
            <Button type="submit" leftSection={<IconSearch size={16} aria-hidden />}>
              {t('search')}
            </Button>
          </Group>
        </form>
      </search>
      {found.error !== null ? (
        <Failure error={found.error} retry={() => void found.refetch()} />
      ) : found.isPending ? (
        <Loading />
      ) : (
        <Found realm={realm} list={found.data} />
      )}
    </Stack>
  );
}

function Found({ realm, list: { people, more } }: { readonly realm: string; readonly list: PersonList }) {
  const count = people.length;
  return (
    <>
      <Text size="sm" role="status">
        {more ? t('foundMore', { count }) : count === 1 ? t('foundOne') : count === 0 ? t('none') : t('found', { count })}
      </Text>
      {count === 0 ? (
        <Alert color="gray" title={t('none')}>
          {t('noneHelp')}
        </Alert>
      ) : (
        <RecordTable label={t('list')} columns={(['user', 'name', 'mail', 'state'] as const).map((key) => ({ name: t(key) }))}>
          {people.map(({ id, username, name, mail, active }) => (
            <RecordRow
              key={id}
              cells={[
                <Anchor key="user" component={Link} to={paths.person(realm, username)}>
                  {username}
                </Anchor>,
                name ?? '–',
                mail ?? '–',
                t(active ? 'active' : 'disabled'),
              ]}
            />
          ))}
        </RecordTable>
      )}
    </>
  );
}

const readWish = (query: URLSearchParams) => ({ text: query.get('text') ?? '' });
const writeWish = ({ text }: { readonly text: string }) => (text === '' ? '' : new URLSearchParams({ text }).toString());
