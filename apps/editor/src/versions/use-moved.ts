import { useEditor } from '../editor/use-editor.ts';

/** Whether what is live is another version than the one that the work began from: somebody published since, or deleted the journey. */
export function useMoved(): 'published' | 'gone' | undefined {
  return useEditor(({ published, baseVersion }) => {
    if (published === undefined) return baseVersion === null ? undefined : 'gone';
    return published.versionId === baseVersion ? undefined : 'published';
  });
}
