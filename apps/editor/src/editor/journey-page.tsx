import '@xyflow/react/dist/style.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AdminError } from '@waygate/client';
import type { JourneyView } from '@waygate/schema';
import { useEffect, useState } from 'react';
import { useParams } from 'react-router';
import { admin, useAdministrator } from '../app/admin.tsx';
import { Failure } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { realmOfSegment } from '../app/paths.ts';
import { newJourney } from '../document/new-journey.ts';
import { makeEditorCatalogue } from './catalogue.ts';
import { DraftKeeper } from './draft-keeper.ts';
import { DraftKeeperContext } from './draft-keeper-context.ts';
import { createEditorStore, type EditorStore } from './editor-store.ts';
import { keepChecking } from './journey-checker.ts';
import { JourneyWorkbench } from './journey-workbench.tsx';
import { backupKey, readBackup } from './local-backup.ts';
import { EditorContext } from './use-editor.ts';

/** The page of one journey: fetches it with the catalogue, and opens it at the author's own draft. */
export function JourneyPage() {
  const { realm: segment, name = '' } = useParams();
  const realm = realmOfSegment(segment);
  const catalogue = useQuery({ queryKey: ['catalogue'], queryFn: admin.catalogue, staleTime: Number.POSITIVE_INFINITY });
  const journey = useQuery({
    queryKey: ['journey', realm, name],
    queryFn: () => admin.journey(realm, name),
    // What is open is the author's: it must not change under their hands.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    gcTime: 0,
    retry: (count, error) => count < 2 && !(error instanceof AdminError && error.status < 500),
  });
  const failed = catalogue.error ?? journey.error;
  if (failed !== null) return <Failure error={failed} retry={() => void Promise.all([catalogue.refetch(), journey.refetch()])} />;
  if (catalogue.data === undefined || journey.data === undefined) return <Loading />;
  return <OpenJourney key={`${realm}\n${name}`} realm={realm} view={journey.data} nodes={catalogue.data.nodes} />;
}

interface Opened {
  readonly store: EditorStore;
  readonly keeper: DraftKeeper;
}

function OpenJourney({
  realm,
  view,
  nodes,
}: {
  readonly realm: string;
  readonly view: JourneyView;
  readonly nodes: Parameters<typeof makeEditorCatalogue>[0];
}) {
  const { username } = useAdministrator();
  const queries = useQueryClient();
  const [opened, setOpened] = useState<Opened>();
  useEffect(() => {
    const next = open(realm, view, username, nodes);
    const stopChecking = keepChecking(next.store, admin);
    setOpened(next);
    return () => {
      stopChecking();
      void next.keeper.flush().finally(() => {
        next.keeper.stop();
        void queries.invalidateQueries({ queryKey: ['journeys', realm] });
      });
    };
  }, [realm, view, username, nodes, queries]);
  if (opened === undefined) return <Loading />;
  return (
    <EditorContext value={opened.store}>
      <DraftKeeperContext value={opened.keeper}>
        <JourneyWorkbench />
      </DraftKeeperContext>
    </EditorContext>
  );
}

/** Opens at what this browser still holds, else at one's own draft, else at what is published. */
function open(realm: string, view: JourneyView, author: string, nodes: Parameters<typeof makeEditorCatalogue>[0]): Opened {
  const { name, published, draft } = view;
  const held = readBackup(backupKey(author, realm, name));
  const kept = draft?.document ?? published?.document ?? newJourney(name);
  const revision = draft?.revision ?? null;
  const isUnsaved = held !== undefined && JSON.stringify(held.document) !== JSON.stringify(kept);
  // Held work that builds on another state of the draft than the server's was overtaken in another tab or browser: the author chooses.
  const isOvertaken = isUnsaved && held.revision !== revision;
  const store = createEditorStore({
    realm,
    name,
    catalogue: makeEditorCatalogue(nodes),
    document: isUnsaved ? held.document : kept,
    baseVersion: isUnsaved ? held.baseVersion : draft === null ? (published?.versionId ?? null) : draft.baseVersion,
    published: published ?? undefined,
    saving: isOvertaken ? { state: 'conflict', message: '' } : { state: 'saved', at: draft?.updatedAt },
  });
  return { store, keeper: new DraftKeeper(store, admin, author, kept, revision) };
}
