import '@xyflow/react/dist/style.css';
import { Anchor, Stack, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { CatalogueNode } from '@waygate/schema';
import { useEffect, useState } from 'react';
import { Link, useLocation, useParams } from 'react-router';
import { admin, useAdministrator } from '../app/admin.tsx';
import { Failure } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { journeyOfAddress, paths, realmOfSegment } from '../app/paths.ts';
import { DraftKeeperContext } from './draft-keeper-context.ts';
import { keepChecking } from './journey-checker.ts';
import { JourneyWorkbench } from './journey-workbench.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { keepWatching } from './live-watch.ts';
import { backupPrefix, leftBackups } from './local-backup.ts';
import { t } from './messages.ts';
import { closeJourney, type OpenedJourney, openJourney, whenClosed } from './open-journey.ts';
import { EditorContext } from './use-editor.ts';
import { viewOrNothing } from './view-or-nothing.ts';

/** The page of one journey: fetches it with the catalogue, and opens it at the author's own draft. */
export function JourneyPage() {
  const { realm: segment } = useParams();
  const name = journeyOfAddress(useLocation().pathname);
  const realm = realmOfSegment(segment);
  const { username } = useAdministrator();
  const catalogue = useQuery({ queryKey: ['catalogue'], queryFn: admin.catalogue, staleTime: Number.POSITIVE_INFINITY });
  if (catalogue.data !== undefined) {
    return <OpenJourney key={`${username}\n${realm}\n${name}`} realm={realm} name={name} nodes={catalogue.data.nodes} />;
  }
  if (catalogue.error !== null) return <Failure error={catalogue.error} retry={() => void catalogue.refetch()} />;
  return <Loading />;
}

/** Opens the journey whenever it comes into sight: what was fetched for an earlier look does not know what was saved since. */
function OpenJourney({ realm, name, nodes }: { readonly realm: string; readonly name: string; readonly nodes: readonly CatalogueNode[] }) {
  const { username } = useAdministrator();
  const queries = useQueryClient();
  const [opened, setOpened] = useState<OpenedJourney>();
  const [failure, setFailure] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const ends: (() => void)[] = [];
    let isGone = false;
    const onFollowed = () => notifications.show({ message: t('shownAsElsewhere') });
    const open = async () => {
      await whenClosed(username, realm, name);
      // Somebody may have deleted or renamed it while this browser still holds work on it: that work is shown all the same.
      const isHeld = (await leftBackups(backupPrefix(username, realm, name))).length > 0;
      const view = isHeld ? await viewOrNothing(admin, realm, name) : await admin.journey(realm, name);
      const next = await openJourney({ realm, view, author: username, nodes, onFollowed });
      if (isGone) return next.keeper.stop();
      ends.push(
        keepChecking(next.store, admin),
        keepWatching(next.store, next.keeper, admin),
        () => void closeJourney(next, username).finally(() => queries.invalidateQueries({ queryKey: ['journeys', realm] })),
      );
      setOpened(next);
    };
    open().catch((error: unknown) => {
      if (!isGone) setFailure(error);
    });
    return () => {
      isGone = true;
      for (const end of ends) end();
      setOpened(undefined);
      setFailure(undefined);
    };
  }, [realm, name, username, nodes, queries, attempt]);
  if (failure !== undefined) {
    return (
      <Stack component="main" p="md">
        <Anchor component={Link} to={paths.journeys(realm)} underline="always">
          {t('back')}
        </Anchor>
        <Title order={1}>{name}</Title>
        <Failure error={failure} retry={() => setAttempt(attempt + 1)} />
      </Stack>
    );
  }
  if (opened === undefined) return <Loading />;
  return (
    <EditorContext value={opened.store}>
      <DraftKeeperContext value={opened.keeper}>
        <JourneyWorkbench />
        <LeaveGuard />
      </DraftKeeperContext>
    </EditorContext>
  );
}
