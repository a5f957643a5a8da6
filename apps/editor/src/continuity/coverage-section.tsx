import { Alert, Anchor, Button, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { OfflineCoverage } from '@waygate/schema';
import { Link } from 'react-router';
import { Failure } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { paths } from '../app/paths.ts';
import { RecordRow, RecordTable } from '../app/record-table.tsx';
import { coverageQuery } from './continuity-queries.ts';
import { t } from './messages.ts';

/** Who could sign on offline now, and who could not, because of what. */
export function CoverageSection({ realm }: { readonly realm: string }) {
  const found = useInfiniteQuery(coverageQuery(realm));
  const pages = found.data?.pages;
  return (
    <section aria-labelledby="coverage">
      <Stack gap="sm">
        <Title order={2} size="h4" id="coverage">
          {t('coverage')}
        </Title>
        {found.error !== null ? <Failure error={found.error} retry={() => void found.refetch()} /> : null}
        {pages === undefined ? found.isPending ? <Loading /> : null : <Covered realm={realm} pages={pages} isAll={!found.hasNextPage} />}
        {found.hasNextPage ? (
          <Button variant="default" w="fit-content" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {t('coverageMore')}
          </Button>
        ) : null}
      </Stack>
    </section>
  );
}

function Covered({ realm, pages, isAll }: { readonly realm: string; readonly pages: readonly OfflineCoverage[]; readonly isAll: boolean }) {
  const total = pages.reduce((sum, page) => sum + page.total, 0);
  const ready = pages.reduce((sum, page) => sum + page.ready, 0);
  const missing = pages.flatMap((page) => page.missing);
  const counts = { ready, total, missing: total - ready };
  const ofSome = total === 1 ? t('coverageOne') : t('coverageSome', counts);
  const ofAll = ready === total ? t('coverageAll', { total }) : ofSome;
  const said = isAll ? ofAll : t('coverageSoFar', counts);
  if (total === 0) return <Alert color="gray">{t('coverageNobody')}</Alert>;
  return (
    <>
      <Text size="sm" role="status">
        {said}
      </Text>
      {missing.length === 0 ? null : (
        <RecordTable label={t('coverageMissing')} columns={[{ name: t('person') }, { name: t('because') }]}>
          {missing.map(({ subject, username, reasons }) => (
            <RecordRow
              key={subject}
              cells={[
                <Anchor key="person" component={Link} size="sm" to={paths.person(realm, username)}>
                  {username}
                </Anchor>,
                reasons.map((reason) => t(`gap_${reason}`)).join('; '),
              ]}
            />
          ))}
        </RecordTable>
      )}
    </>
  );
}
