import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { admin } from '../app/admin.tsx';
import { t } from './messages.ts';
import { RESULTS, readWish, TIMES, type TraceWish } from './trace-search.ts';

const TIME_TEXTS = { all: 'allTime', hour: 'lastHour', day: 'lastDay', between: 'between' } as const;

/** Says what to look for among the sign-ons. Choices count at once, what is typed with Enter or the button. */
export function TraceSearchForm({
  realm,
  wish,
  onWish,
}: {
  readonly realm: string;
  readonly wish: TraceWish;
  /** What it does not name stays as it is. */
  readonly onWish: (part: Partial<TraceWish>) => void;
}) {
  const [text, setText] = useState(wish.text);
  useEffect(() => setText(wish.text), [wish.text]);
  const journeys = useQuery({ queryKey: ['journeys', realm], queryFn: () => admin.journeys(realm) });
  const names = (journeys.data?.journeys ?? []).map(({ name }) => name);
  const all = wish.journey === '' || names.includes(wish.journey) ? names : [wish.journey, ...names];
  return (
    <search>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onWish({ text: text.trim() });
        }}
      >
        <Group align="flex-end" gap="sm">
          <TextInput
            type="search"
            label={t('text')}
            value={text}
            maxLength={256}
            spellCheck={false}
            autoComplete="off"
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          <NativeSelect
            label={t('journey')}
            maw="20rem"
            value={wish.journey}
            data={[{ value: '', label: t('anyJourney') }, ...all.map((name) => ({ value: name, label: name }))]}
            onChange={({ currentTarget }) => onWish({ text, journey: currentTarget.value })}
          />
          <NativeSelect
            label={t('result')}
            value={wish.result}
            data={[{ value: '', label: t('anyResult') }, ...RESULTS.map((result) => ({ value: result, label: t(result) }))]}
            onChange={({ currentTarget }) => onWish({ text, result: RESULTS.find((one) => one === currentTarget.value) ?? '' })}
          />
          <NativeSelect
            label={t('time')}
            value={wish.time}
            data={TIMES.map((time) => ({ value: time, label: t(TIME_TEXTS[time]) }))}
            onChange={({ currentTarget }) => onWish({ text, time: TIMES.find((one) => one === currentTarget.value) ?? 'all' })}
          />
          {wish.time === 'between' ? (
            <>
              <TextInput
                type="datetime-local"
                label={t('from')}
                value={wish.from}
                onChange={({ currentTarget }) => onWish({ text, from: currentTarget.value })}
              />
              <TextInput
                type="datetime-local"
                label={t('to')}
                value={wish.to}
                onChange={({ currentTarget }) => onWish({ text, to: currentTarget.value })}
              />
            </>
          ) : null}
          <Button type="submit" leftSection={<IconSearch size={16} aria-hidden />}>
            {t('search')}
          </Button>
          <Button variant="default" onClick={() => onWish(readWish(new URLSearchParams()))}>
            {t('clear')}
          </Button>
        </Group>
      </form>
    </search>
  );
}
