import { CloseButton, Select, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useRef } from 'react';
import { JOURNEY_STATES, type JourneyFilter } from './filter-journeys.ts';
import classes from './journeys.module.css';
import { type JourneysKey, t } from './messages.ts';
import type { JourneyFilterState } from './use-journey-filter.ts';

const STATE_TEXTS: Readonly<Record<JourneyFilter['state'], JourneysKey>> = {
  all: 'all',
  enabled: 'enabledOnly',
  disabled: 'disabledOnly',
  drafts: 'draftsOnly',
  inner: 'innerOnly',
};

/** Finds journeys by words, category and state. `/` leads to it. */
export function JourneyFilterBar({ filter, setFilter, categories }: JourneyFilterState & { readonly categories: readonly string[] }) {
  const search = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => search.current?.focus()]]);
  return (
    <search className={classes.filters}>
      <TextInput
        ref={search}
        className={classes.search}
        type="search"
        label={t('search')}
        value={filter.text}
        onChange={({ currentTarget }) => setFilter({ text: currentTarget.value })}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          filter.text === '' ? null : <CloseButton size="sm" onClick={() => setFilter({ text: '' })} aria-label={t('clearSearch')} />
        }
      />
      <Select
        label={t('category')}
        placeholder={t('allCategories')}
        data={[...categories]}
        value={filter.category === '' ? null : filter.category}
        onChange={(category) => setFilter({ category: category ?? '' })}
        clearable
        clearButtonProps={{ 'aria-label': t('allCategories') }}
        disabled={categories.length === 0}
      />
      <Select
        label={t('state')}
        data={JOURNEY_STATES.map((state) => ({ value: state, label: t(STATE_TEXTS[state]) }))}
        value={filter.state}
        onChange={(state) => setFilter({ state: JOURNEY_STATES.find((one) => one === state) ?? 'all' })}
        allowDeselect={false}
      />
    </search>
  );
}
