import { ActionIcon, Alert, Anchor, Button, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { AdminError } from '@waygate/client';
import type { AuditRecord } from '@waygate/schema';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { admin } from '../app/admin.tsx';
import { Failure } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { paths } from '../app/paths.ts';
import { momentText } from '../traces/time-text.ts';
import classes from './audit.module.css';
import { eventText } from './event-texts.ts';
import { factText } from './fact-texts.ts';
import { t } from './messages.ts';
import { actorText, factValue, kindText, targetText } from './record-text.ts';
import { ResultBadge } from './result-badge.tsx';

interface RecordDialogProps {
  readonly realm: string;
  /** Empty while none is open. */
  readonly id: string;
  readonly records: readonly AuditRecord[];
  readonly close: () => void;
}

/** One entry with everything that it says. One that the list does not have, since somebody came by a link, is asked for. */
export function RecordDialog({ realm, id: open, records, close }: RecordDialogProps) {
  // What closes shows what it was about until it is gone.
  const [id, setId] = useState(open);
  if (open !== '' && open !== id) setId(open);
  const record = records.find((one) => one.id === id);
  const asked = useQuery({
    queryKey: ['audit-entry', realm, id],
    queryFn: () => admin.auditRecord(realm, id),
    enabled: open !== '' && record === undefined,
    retry: (count, error) => count < 1 && !(error instanceof AdminError && error.status === 404),
  });
  const shown = record ?? asked.data;
  return (
    <Modal opened={open !== ''} onClose={close} size="lg" title={shown === undefined ? t('entry') : eventText(shown.event)}>
      {shown !== undefined ? (
        <Entry realm={realm} record={shown} />
      ) : asked.error instanceof AdminError && asked.error.status === 404 ? (
        <Alert color="gray">{t('gone')}</Alert>
      ) : asked.error !== null ? (
        <Failure error={asked.error} retry={() => void asked.refetch()} />
      ) : (
        <Loading />
      )}
    </Modal>
  );
}

function Entry({ realm, record }: { readonly realm: string; readonly record: AuditRecord }) {
  const { id, at, event, result, reason, actor, person, target, address, userAgent, transaction, run, facts = {} } = record;
  return (
    <Stack gap="md">
      <Group gap="sm">
        <ResultBadge result={result} />
        <Text size="sm">{momentText(at)}</Text>
      </Group>
      <Ways realm={realm} record={record} />
      <dl className={classes.fields}>
        <Field name={t('code')} value={event} isCode />
        {reason === undefined ? null : <Field name={t('reason')} value={reason} isCode />}
        {person === undefined ? null : (
          <Field name={t('personField')} value={person.name} copy={person.id}>
            {person.name} <span className={classes.mono}>({person.id})</span>
          </Field>
        )}
        {actor === undefined ? null : (
          <Field name={t('actor')} value={actorText({ actor })} copy={actor.id ?? actor.name ?? actor.kind}>
            {kindText(actor)}
            {actor.name === undefined ? null : <> {actor.name}</>}
            {actor.id === undefined ? null : <span className={classes.mono}> ({actor.id})</span>}
          </Field>
        )}
        {target === undefined ? null : <Field name={t('target')} value={targetText(target)} />}
        {Object.entries(facts).map(([name, value]) => (
          <Field key={name} name={factText(name)} value={factValue(value)} />
        ))}
        {address === undefined ? null : <Field name={t('address')} value={address} isCode />}
        {userAgent === undefined ? null : <Field name={t('userAgent')} value={userAgent} />}
        {transaction === undefined ? null : <Field name={t('transaction')} value={transaction} isCode />}
        {run === undefined ? null : <Field name={t('run')} value={run} isCode />}
        <Field name={t('realm')} value={record.realm} />
        <Field name={t('at')} value={new Date(at).toISOString()} isCode />
        <Field name={t('id')} value={id} isCode />
      </dl>
      <Group gap="sm">
        <CopyWords text={JSON.stringify(record, undefined, 2)} label={t('copyAll')} icon={<IconCopy size={16} aria-hidden />} />
        <CopyWords
          text={`${location.origin}${paths.audit(realm, { entry: id })}`}
          label={t('copyLink')}
          icon={<IconLink size={16} aria-hidden />}
        />
      </Group>
    </Stack>
  );
}

/** Where else one looks from here. */
function Ways({ realm, record: { person, actor, run, transaction, address } }: { readonly realm: string; readonly record: AuditRecord }) {
  const doer = actor?.id ?? actor?.name;
  const ways = [
    ...(person === undefined
      ? []
      : [
          { to: paths.audit(realm, { person: person.id }), text: t('allOfPerson') },
          { to: paths.person(realm, person.name), text: t('toPerson') },
        ]),
    ...(run === undefined
      ? []
      : [
          { to: paths.audit(realm, { run }), text: t('allOfRun') },
          { to: paths.trace(realm, run), text: t('toRun') },
        ]),
    ...(doer === undefined ? [] : [{ to: paths.audit(realm, { actor: doer }), text: t('allOfActor') }]),
    ...(transaction === undefined ? [] : [{ to: paths.audit(realm, { transaction }), text: t('allOfTransaction') }]),
    ...(address === undefined ? [] : [{ to: paths.audit(realm, { address }), text: t('allOfAddress') }]),
  ];
  if (ways.length === 0) return null;
  return (
    <Group gap="4px 16px">
      {ways.map(({ to, text }) => (
        <Anchor key={to} component={Link} to={to} size="sm">
          {text}
        </Anchor>
      ))}
    </Group>
  );
}

interface FieldProps {
  readonly name: string;
  readonly value: string;
  /** What is copied, when it is not what is read. */
  readonly copy?: string;
  readonly isCode?: boolean;
  readonly children?: ReactNode;
}

function Field({ name, value, copy: text = value, isCode = false, children = value }: FieldProps) {
  return (
    <div className={classes.field}>
      <dt>{name}</dt>
      <dd {...(isCode ? { className: classes.mono } : {})}>{children}</dd>
      <dd>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="md"
              aria-label={copied ? t('copied') : t('copy', { field: name })}
              onClick={copy}
            >
              {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            </ActionIcon>
          )}
        </CopyButton>
      </dd>
    </div>
  );
}

function CopyWords({ text, label, icon }: { readonly text: string; readonly label: string; readonly icon: ReactNode }) {
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          size="xs"
          classNames={{ root: classes.words, label: classes.wordsText }}
          leftSection={copied ? <IconCheck size={16} aria-hidden /> : icon}
          onClick={copy}
        >
          {copied ? t('copied') : label}
        </Button>
      )}
    </CopyButton>
  );
}
