import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconSearch } from '@tabler/icons-react';
import { useEffect, useId, useState } from 'react';
import classes from './audit.module.css';
import { type AuditWish, LONGEST, RESULTS, readWish, TIMES, TOPICS, TYPED, type TypedFilter } from './audit-search.ts';
import { EVENTS, eventText } from './event-texts.ts';
import { t } from './messages.ts';

const TIME_TEXTS = { all: 'allTime', hour: 'lastHour', day: 'lastDay', week: 'lastWeek', between: 'between' } as const;
const HELP = { person: 'personHelp', actor: 'actorHelp', address: undefined, run: 'runHelp', transaction: 'transactionHelp' } as const;
/** Every event, below what it is about. */
const CHOICES = TOPICS.map((topic) => ({
  group: topicText(topic),
  items: [
    { value: `${topic}.`, label: t('allOf', { topic: topicText(topic) }) },
    ...EVENTS.filter((event) => event.startsWith(`${topic}.`)).map((event) => ({ value: event, label: eventText(event) })),
  ],
}));

type Typed = Readonly<Record<TypedFilter, string>>;

/** Says what to look for in the audit log. Choices count at once, what is typed with Enter or the button. */
export function AuditSearchForm({
  wish,
  onWish,
}: {
  readonly wish: AuditWish;
  /** What it does not name stays as it is. */
  readonly onWish: (part: Partial<AuditWish>) => void;
}) {
  const { person, actor, address, transaction, run } = wish;
  const [typed, setTyped] = useState<Typed>({ person, actor, address, transaction, run });
  useEffect(() => setTyped({ person, actor, address, transaction, run }), [person, actor, address, transaction, run]);
  const [isOpen, setOpen] = useState(false);
  const more = useId();
  const isMore = isOpen || [actor, address, transaction, run].some((text) => text !== '');
  const change = (part: Partial<AuditWish>) => onWish({ ...trimmed(typed), ...part });
  const field = (name: TypedFilter) => {
    const help = HELP[name];
    return (
      <TextInput
        key={name}
        type="search"
        label={t(name)}
        {...(help === undefined ? {} : { description: t(help) })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={typed[name]}
        maxLength={LONGEST[name]}
        spellCheck={false}
        autoComplete="off"
        onChange={({ currentTarget: { value } }) => setTyped((before) => ({ ...before, [name]: value }))}
      />
    );
  };
  return (
    <search>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change({});
        }}
      >
        <div className={classes.filters}>
          <NativeSelect
            label={t('time')}
            value={wish.time}
            data={TIMES.map((time) => ({ value: time, label: t(TIME_TEXTS[time]) }))}
            onChange={({ currentTarget }) => change({ time: TIMES.find((one) => one === currentTarget.value) ?? 'all' })}
          />
          {wish.time === 'between'
            ? (['from', 'to'] as const).map((name) => (
                <TextInput
                  key={name}
                  type="datetime-local"
                  label={t(name)}
                  value={wish[name]}
                  onChange={({ currentTarget }) => change({ [name]: currentTarget.value })}
                />
              ))
            : null}
          <NativeSelect
            label={t('event')}
            value={wish.event}
            data={[{ value: '', label: t('anyEvent') }, ...CHOICES]}
            onChange={({ currentTarget }) => change({ event: currentTarget.value })}
          />
          <NativeSelect
            label={t('result')}
            value={wish.result}
            data={[{ value: '', label: t('anyResult') }, ...RESULTS.map((result) => ({ value: result, label: t(result) }))]}
            onChange={({ currentTarget }) => change({ result: RESULTS.find((one) => one === currentTarget.value) ?? '' })}
          />
          {field('person')}
        </div>
        <div className={`${classes.filters} ${classes.more}`} id={more} hidden={!isMore}>
          {TYPED.filter((name) => name !== 'person').map(field)}
        </div>
        <Group gap="sm" mt="sm">
          <Button type="submit" leftSection={<IconSearch size={16} aria-hidden />}>
            {t('search')}
          </Button>
          <Button
            variant="default"
            aria-expanded={isMore}
            aria-controls={more}
            leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
            onClick={() => {
              setOpen(!isMore);
              // What is not seen must not filter.
              if (isMore) change({ actor: '', address: '', transaction: '', run: '' });
            }}
          >
            {t(isMore ? 'fewerFilters' : 'moreFilters')}
          </Button>
          <Button
            variant="default"
            onClick={() => {
              setOpen(false);
              onWish(readWish(new URLSearchParams()));
            }}
          >
            {t('clear')}
          </Button>
        </Group>
      </form>
    </search>
  );
}

function topicText(topic: string): string {
  switch (topic) {
    case 'authentication':
    case 'session':
    case 'account':
    case 'configuration':
    case 'oauth':
    case 'continuity':
    case 'operation':
      return t(`topic_${topic}`);
    default:
      return topic;
  }
}

function trimmed({ person, actor, address, transaction, run }: Typed): Typed {
  return { person: person.trim(), actor: actor.trim(), address: address.trim(), transaction: transaction.trim(), run: run.trim() };
}
