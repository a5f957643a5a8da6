import { Anchor, Autocomplete, Group, Loader, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { admin } from '../../app/admin.tsx';
import { paths } from '../../app/paths.ts';
import { useEditor } from '../../editor/use-editor.ts';
import { textOf } from '../config-value.ts';
import { t } from '../messages.ts';
import classes from '../properties.module.css';
import { emptied } from './emptied.ts';
import type { FieldProps } from './field-props.ts';
import { textAttributes } from './text-attributes.ts';

/** How many are listed at once; a longer list is searched. */
const MANY = 200;

/** Name of a journey of the realm, found by search. A name that there is no journey of can stand here all the same: it may come later. */
export function JourneyField(props: FieldProps<'journey'>) {
  const { field, value, edit } = props;
  const realm = useEditor((state) => state.realm);
  const own = useEditor((state) => state.name);
  const journeys = useQuery({ queryKey: ['journeys', realm], queryFn: () => admin.journeys(realm) });
  const [isSearching, setSearching] = useState(false);
  const name = textOf(value);
  const known = journeys.data?.journeys;
  const found = known?.find((journey) => journey.name === name);
  const others = (known ?? []).filter((journey) => journey.name !== own);
  const stateOf = (one: string) => {
    const journey = others.find((other) => other.name === one);
    return journey === undefined ? '' : journey.published === null ? t('journeyUnpublished') : journey.enabled ? '' : t('journeyOff');
  };
  return (
    <>
      <Autocomplete
        {...textAttributes(props)}
        data={others.map((journey) => journey.name)}
        limit={MANY}
        // The name that stands here already is no search: whoever opens the list wants to see the others.
        filter={({ options, search }) =>
          isSearching
            ? options.filter((option) => 'label' in option && option.label.toLowerCase().includes(search.trim().toLowerCase()))
            : options
        }
        renderOption={({ option }) => (
          <div>
            <Text size="sm">{option.value}</Text>
            {stateOf(option.value) === '' ? null : (
              <Text size="xs" c="dimmed">
                {stateOf(option.value)}
              </Text>
            )}
          </div>
        )}
        rightSection={journeys.isPending ? <Loader size="xs" aria-label={t('journeysLoading')} /> : null}
        onChange={(next) => {
          setSearching(true);
          edit.type(emptied(field, next));
        }}
        onOptionSubmit={() => setSearching(false)}
        onBlur={() => {
          setSearching(false);
          edit.done();
        }}
      />
      {journeys.isError ? (
        <Text size="xs" c="var(--warning)" role="alert">
          {t('journeysFailed')}{' '}
          <UnstyledButton className={classes.link} onClick={() => void journeys.refetch()}>
            {t('retry')}
          </UnstyledButton>
        </Text>
      ) : null}
      {name === '' || known === undefined ? null : found === undefined ? (
        <Text size="xs" c="var(--warning)">
          {t('journeyMissing')}
        </Text>
      ) : (
        <Group gap={8}>
          <Anchor component={Link} to={paths.journey(realm, name)} size="xs">
            {t('journeyOpen', { name })}
          </Anchor>
          {found.published === null ? (
            <Text size="xs" c="var(--warning)">
              {t('journeyDraftOnly')}
            </Text>
          ) : null}
        </Group>
      )}
    </>
  );
}
