import { useQuery } from '@tanstack/react-query';
import type { JourneyDocument, JourneyVersionView } from '@waygate/schema';
import { admin } from '../app/admin.tsx';
import { useDocument, useEditor } from '../editor/use-editor.ts';
import { t } from './messages.ts';

/** A state of the journey that can be looked at and compared: what stands on the canvas, a version, or the draft of another author. */
export type ShownState = 'present' | `version:${number}` | `draft:${string}`;

/** What people call a state. */
export function stateName(state: ShownState): string {
  if (state === 'present') return t('present');
  if (state.startsWith('version:')) return t('version', { number: state.slice('version:'.length) });
  return t('draftOf', { author: state.slice('draft:'.length) });
}

/** Reads a state out of a text that names one. */
export function readState(text: string): ShownState {
  if (text.startsWith('draft:')) return `draft:${text.slice('draft:'.length)}`;
  return text.startsWith('version:') ? `version:${Number(text.slice('version:'.length))}` : 'present';
}

/** The journey in a state; fetched when it is not at hand. */
export function useStateDocument(state: ShownState | undefined, versions: readonly JourneyVersionView[]) {
  const realm = useEditor((editor) => editor.realm);
  const name = useEditor((editor) => editor.name);
  const present = useDocument();
  const author = state?.startsWith('draft:') === true ? state.slice('draft:'.length) : undefined;
  const versionId = versions.find(({ number }) => state === `version:${number}`)?.versionId;
  const fetched = useQuery({
    queryKey: author === undefined ? ['version', realm, name, versionId] : ['draft-of', realm, name, author],
    queryFn: async (): Promise<JourneyDocument> => {
      if (author !== undefined) return (await admin.draftOf(realm, name, author)).document;
      return (await admin.version(realm, name, versionId ?? '')).document;
    },
    enabled: author !== undefined || versionId !== undefined,
    // A version never changes; a draft does.
    staleTime: author === undefined ? Number.POSITIVE_INFINITY : 0,
    refetchOnWindowFocus: author !== undefined,
  });
  return state === 'present'
    ? { document: present, error: null, retry: () => undefined }
    : { document: fetched.data, error: fetched.error, retry: () => void fetched.refetch() };
}
