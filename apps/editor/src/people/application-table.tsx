import { Button, Stack, Text, Title } from '@mantine/core';
import type { PersonApplication } from '@waygate/schema';
import { useState } from 'react';
import { RecordRow, RecordTable } from '../app/record-table.tsx';
import { momentText } from '../traces/time-text.ts';
import { t } from './messages.ts';
import { RemovalConfirmation } from './removal-confirmation.tsx';

interface ApplicationTableProps {
  readonly username: string;
  readonly applications: readonly PersonApplication[];
  /** Whether nothing can be changed here. */
  readonly isFixed: boolean;
  readonly onTakeBack: (application: PersonApplication) => Promise<void>;
}

/** The applications that a person lets use their account. What one was given can be taken back, and nothing can be given. */
export function ApplicationTable({ username, applications, isFixed, onTakeBack }: ApplicationTableProps) {
  const [asked, setAsked] = useState<PersonApplication>();
  return (
    <section aria-labelledby="applications">
      <Stack gap="sm">
        <Title order={2} size="h4" id="applications">
          {t('applications')}
        </Title>
        {applications.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('noApplications')}
          </Text>
        ) : (
          <RecordTable
            label={t('applications')}
            columns={[
              ...(['application', 'wishes', 'given', 'used', 'access', 'agreement'] as const).map((key) => ({ name: t(key) })),
              ...(isFixed ? [] : [{ name: t('takeBack'), isNameHidden: true }]),
            ]}
          >
            {applications.map((application) => {
              const { id, scopes, claims, since, lastUsedAt, accessUntil, agreedUntil } = application;
              return (
                <RecordRow
                  key={id}
                  cells={[
                    nameOf(application),
                    [...scopes, ...claims].join(', '),
                    momentText(since),
                    lastUsedAt === undefined ? '–' : momentText(lastUsedAt),
                    accessUntil === undefined ? t('noAccess') : momentText(accessUntil),
                    agreedUntil === undefined ? t('everyTime') : momentText(agreedUntil),
                    <Button
                      key="take back"
                      size="xs"
                      variant="default"
                      aria-label={t('takeBackOf', { name: nameOf(application) })}
                      onClick={() => setAsked(application)}
                    >
                      {t('takeBack')}
                    </Button>,
                  ]}
                />
              );
            })}
          </RecordTable>
        )}
      </Stack>
      {asked === undefined ? null : (
        <RemovalConfirmation
          title={t('takeBackTitle', { name: nameOf(asked) })}
          text={t('takeBackText', { user: username })}
          act={t('takeBack')}
          close={() => setAsked(undefined)}
          agree={() => onTakeBack(asked)}
        />
      )}
    </section>
  );
}

function nameOf({ name, id }: PersonApplication): string {
  return name ?? id;
}
