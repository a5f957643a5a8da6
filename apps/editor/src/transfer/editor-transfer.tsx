import { useQueryClient } from '@tanstack/react-query';
import { AdminError } from '@waygate/client';
import { useCallback } from 'react';
import { useCanvasUi, useCanvasUiStore } from '../canvas/use-canvas-ui.ts';
import { useDraftKeeper } from '../editor/draft-keeper-context.ts';
import { useEditor, useEditorStore } from '../editor/use-editor.ts';
import { ExportDialog } from './export-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import type { ImportChoice } from './import-plan.tsx';
import { t } from './messages.ts';
import type { ReadFiles } from './read-files.ts';
import { TransferDrop } from './transfer-drop.tsx';

/** Import and export around an open journey. When an import brings that journey itself, it comes onto the canvas as a step that can be taken back. */
export function EditorTransfer() {
  const ui = useCanvasUiStore();
  const transfer = useCanvasUi((state) => state.transfer);
  const store = useEditorStore();
  const keeper = useDraftKeeper();
  const queries = useQueryClient();
  const realm = useEditor((state) => state.realm);
  const name = useEditor((state) => state.name);
  const take = useCallback((begin: Promise<ReadFiles>) => ui.setState({ transfer: { kind: 'import', begin } }), [ui]);
  const flush = useCallback(() => keeper.flush(), [keeper]);
  const close = () => ui.setState({ transfer: undefined });
  const after = async ({ journeys, as }: ImportChoice) => {
    if (!journeys.includes(name)) return;
    const view = await imported();
    if (view === undefined) return;
    if (as === 'draft' && view.draft !== null) keeper.join(view, view.draft.document, view.draft.baseVersion, t('imported'));
    else if (view.published !== null) {
      store.getState().setPublished(view.published, false);
      keeper.showLive();
    }
    void queries.invalidateQueries({ queryKey: ['history', realm, name] });
  };
  /** The journey as it was imported. When the server does not tell, the import is done all the same: whoever watches what is live shows it later. */
  const imported = async () => {
    try {
      return await keeper.client.journey(realm, name);
    } catch (error) {
      if (error instanceof AdminError) return undefined;
      throw error;
    }
  };
  return (
    <>
      <TransferDrop realm={realm} pastes={false} take={take} />
      {transfer?.kind === 'import' ? (
        <ImportDialog
          realm={realm}
          {...(transfer.begin === undefined ? {} : { begin: transfer.begin })}
          before={flush}
          after={after}
          close={close}
        />
      ) : transfer?.kind === 'export' ? (
        <ExportDialog realm={realm} names={[name]} drafts before={flush} close={close} />
      ) : null}
    </>
  );
}
