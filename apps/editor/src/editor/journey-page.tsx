import '@xyflow/react/dist/style.css';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AdminError } from '@waygate/client';
import type { CatalogueNode, JourneyView } from '@waygate/schema';
import { useEffect, useState } from 'react';
import { useParams } from 'react-router';
import { admin, useAdministrator } from '../app/admin.tsx';
import { Failure } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { realmOfSegment } from '../app/paths.ts';
import { DraftKeeperContext } from './draft-keeper-context.ts';
import { keepChecking } from './journey-checker.ts';
import { JourneyWorkbench } from './journey-workbench.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { keepWatching } from './live-watch.ts';
import { t } from './messages.ts';
import { closeJourney, type OpenedJourney, openJourney, whenClosed } from './open-journey.ts';
import { EditorContext } from './use-editor.ts';

/** The page of one journey: fetches it with the catalogue, and opens it at the author's own draft. */
export function JourneyPage() {
  const { realm: segment, name = '' } = useParams();
  const realm = realmOfSegment(segment);
  const { username } = useAdministrator();
  const catalogue = useQuery({ queryKey: ['catalogue'], queryFn: admin.catalogue, staleTime: Number.POSITIVE_INFINITY });
  const journey = useQuery({
    queryKey: ['journey', username, realm, name],
    queryFn: async () => {
      await whenClosed(username, realm, name);
      return admin.journey(realm, name);
    },
    // What is open is the author's: it must not change under their hands.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    gcTime: 0,
    retry: (count, error) => count < 2 && !(error instanceof AdminError && error.status < 500),
  });
  if (catalogue.data !== undefined && journey.data !== undefined) {
    return <OpenJourney key={`${username}\n${realm}\n${name}`} realm={realm} view={journey.data} nodes={catalogue.data.nodes} />;
  }
  const failed = catalogue.error ?? journey.error;
  if (failed !== null) return <Failure error={failed} retry={() => void Promise.all([catalogue.refetch(), journey.refetch()])} />;
  return <Loading />;
}

function OpenJourney({
  realm,
  view,
  nodes,
}: {
  readonly realm: string;
  readonly view: JourneyView;
  readonly nodes: readonly CatalogueNode[];
}) {
  const { username } = useAdministrator();
  const queries = useQueryClient();
  const [opened, setOpened] = useState<OpenedJourney>();
  useEffect(() => {
    const ends: (() => void)[] = [];
    let isGone = false;
    const onFollowed = () => notifications.show({ message: t('shownAsElsewhere') });
    void openJourney({ realm, view, author: username, nodes, onFollowed }).then((next) => {
      if (isGone) return next.keeper.stop();
      ends.push(
        keepChecking(next.store, admin),
        keepWatching(next.store, next.keeper, admin),
        () => void closeJourney(next, username).finally(() => queries.invalidateQueries({ queryKey: ['journeys', realm] })),
      );
      setOpened(next);
    });
    return () => {
      isGone = true;
      for (const end of ends) end();
    };
  }, [realm, view, username, nodes, queries]);
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
