import { spotlight } from '@mantine/spotlight';
import { useReactFlow } from '@xyflow/react';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { paths } from '../app/paths.ts';
import { useCanvasUiStore } from '../canvas/use-canvas-ui.ts';
import { useEditorStore } from '../editor/use-editor.ts';
import type { CommandContext } from './editor-command.ts';

/** What commands work on, here. */
export function useCommandContext(): CommandContext {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const flow = useReactFlow();
  const navigate = useNavigate();
  return useMemo(
    () => ({
      store,
      ui,
      flow,
      openFinder: () => spotlight.open(),
      openJourney: (name) => void navigate(paths.journey(store.getState().realm, name)),
    }),
    [store, ui, flow, navigate],
  );
}
