import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { AdminError } from '@waygate/client';
import type { JourneyDocument, JourneyView } from '@waygate/schema';
import { admin } from '../app/admin.tsx';
import { Failure } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { useCanvasUi, useCanvasUiStore } from '../canvas/use-canvas-ui.ts';
import { newJourney } from '../document/new-journey.ts';
import { keptOf } from '../editor/draft-keeper.ts';
import { useDraftKeeper } from '../editor/draft-keeper-context.ts';
import { useEditor, useEditorStore } from '../editor/use-editor.ts';
import { viewOrNothing } from '../editor/view-or-nothing.ts';
import { MergeForm } from './merge-form.tsx';
import { t } from './messages.ts';

/** Joins what stands on the canvas with what somebody published meanwhile, or with what another tab made of the draft. */
export function MergeDialog() {
  const ui = useCanvasUiStore();
  const merging = useCanvasUi((state) => state.merging);
  const close = () => ui.setState({ merging: undefined });
  return (
    <Modal opened={merging !== undefined} onClose={close} title={t('mergeTitle')} size="xl" closeButtonProps={{ 'aria-label': t('close') }}>
      {merging === 'published' ? <MergePublished close={close} /> : merging === 'draft' ? <MergeDraft close={close} /> : null}
    </Modal>
  );
}

function MergePublished({ close }: { readonly close: () => void }) {
  const store = useEditorStore();
  const published = useEditor((state) => state.published);
  const baseVersion = useEditor((state) => state.baseVersion);
  const base = useBase(baseVersion);
  if (base.error !== null) return <Failure error={base.error} retry={() => void base.refetch()} />;
  if (base.data === undefined || published === undefined) return <Loading />;
  const { author, number, versionId } = published;
  return (
    <MergeForm
      base={base.data}
      theirs={published.document}
      who={author}
      what={t('whatPublished', { author, number })}
      close={close}
      apply={(document) => store.getState().rebase(t('merged', { number }), document, versionId)}
    />
  );
}

/** What the server has of the draft, and what both tabs began from. */
interface DraftSides {
  readonly view: JourneyView;
  readonly base: JourneyDocument;
}

function MergeDraft({ close }: { readonly close: () => void }) {
  const store = useEditorStore();
  const keeper = useDraftKeeper();
  const realm = useEditor((state) => state.realm);
  const name = useEditor((state) => state.name);
  const sides = useQuery({
    queryKey: ['merge-draft', realm, name],
    queryFn: async (): Promise<DraftSides> => {
      const view = await viewOrNothing(admin, realm, name);
      const { baseVersion } = store.getState();
      return { view, base: keeper.common?.document ?? (await fetchBase(realm, name, baseVersion)) };
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (sides.error !== null) return <Failure error={sides.error} retry={() => void sides.refetch()} />;
  if (sides.data === undefined) return <Loading />;
  const { view, base } = sides.data;
  const theirs = keptOf(view);
  return (
    <MergeForm
      base={base}
      theirs={theirs.document}
      who={t('otherTab')}
      what={t(view.draft === null ? 'whatNoDraft' : 'whatOtherTab')}
      close={close}
      apply={(document) => {
        const { baseVersion } = store.getState();
        // Whichever side moved on to another version brings it along.
        const hasMoved = keeper.common === undefined || keeper.common.baseVersion === baseVersion;
        keeper.join(view, document, hasMoved ? theirs.baseVersion : baseVersion, t('mergedTab'));
      }}
    />
  );
}

/** The version that work began from. */
function useBase(versionId: string | null) {
  const realm = useEditor((state) => state.realm);
  const name = useEditor((state) => state.name);
  return useQuery({
    queryKey: ['version', realm, name, versionId],
    queryFn: () => fetchBase(realm, name, versionId),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
}

/** What work began from: a version, or nothing when none was published then. A version that is not there any more counts as nothing, so that both sides are asked for. */
async function fetchBase(realm: string, name: string, versionId: string | null): Promise<JourneyDocument> {
  if (versionId === null) return newJourney(name);
  try {
    return (await admin.version(realm, name, versionId)).document;
  } catch (error) {
    if (error instanceof AdminError && error.status === 404) return newJourney(name);
    throw error;
  }
}
