import { ActionIcon, Tabs, Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import {
  IconAdjustments,
  IconAlertTriangle,
  IconHistory,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconLayoutSidebarRightCollapse,
  IconLayoutSidebarRightExpand,
  IconListTree,
  IconPlayerPlay,
  IconSettings,
  IconTable,
  IconTimeline,
} from '@tabler/icons-react';
import { ReactFlowProvider } from '@xyflow/react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Canvas } from '../canvas/canvas.tsx';
import { createCanvasUi } from '../canvas/canvas-ui.ts';
import { CanvasUiContext } from '../canvas/use-canvas-ui.ts';
import { EditorShortcuts } from '../commands/editor-shortcuts.tsx';
import { ConnectionsPanel } from '../connections/connections-panel.tsx';
import { OptionsPanel } from '../options/options-panel.tsx';
import { OutlinePanel } from '../outline/outline-panel.tsx';
import { Palette } from '../palette/palette.tsx';
import { PreviewPanel } from '../preview/preview-panel.tsx';
import { ProblemsPanel } from '../problems/problems-panel.tsx';
import { PropertiesPanel } from '../properties/properties-panel.tsx';
import { TracePanel } from '../traces/trace-panel.tsx';
import { EditorTransfer } from '../transfer/editor-transfer.tsx';
import { HistoryPanel } from '../versions/history-panel.tsx';
import { MergeDialog } from '../versions/merge-dialog.tsx';
import { MovedBanner } from '../versions/moved-banner.tsx';
import type { SidePanel } from './editor-store.ts';
import { EditorToolbar } from './editor-toolbar.tsx';
import { focusPanel } from './focus-panel.ts';
import classes from './journey-workbench.module.css';
import { t } from './messages.ts';
import { PanelResizer } from './panel-resizer.tsx';
import { useEditor } from './use-editor.ts';
import { usePanelWidth } from './use-panel-width.ts';

type Icon = typeof IconLayoutSidebarLeftExpand;

const PANELS: readonly (readonly [SidePanel, Icon, () => ReactNode])[] = [
  ['properties', IconAdjustments, PropertiesPanel],
  ['problems', IconAlertTriangle, ProblemsPanel],
  ['outline', IconListTree, OutlinePanel],
  ['connections', IconTable, ConnectionsPanel],
  ['options', IconSettings, OptionsPanel],
  ['history', IconHistory, HistoryPanel],
  ['preview', IconPlayerPlay, PreviewPanel],
  ['trace', IconTimeline, TracePanel],
];

/** What goes on while another panel is shown: a preview that runs. */
const GOES_ON: ReadonlySet<SidePanel> = new Set(['preview']);

/** The canvas with everything around it. */
export function JourneyWorkbench() {
  const isWide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
  const [showsPalette, setShowsPalette] = useState(isWide);
  const [showsPanel, setShowsPanel] = useState(isWide);
  const panel = useEditor((state) => state.panel);
  const showPanel = useEditor((state) => state.showPanel);
  const width = usePanelWidth(panel);
  const panelWish = useEditor((state) => state.panelWish);
  const panelPlace = useEditor((state) => state.panelPlace);
  const aside = useRef<HTMLElement>(null);
  useEffect(() => {
    if (panelWish > 0) setShowsPanel(true);
  }, [panelWish]);
  useEffect(() => {
    if (panelWish > 0 && showsPanel) focusPanel(aside.current, panelPlace);
  }, [panelWish, panelPlace, showsPanel]);
  const problemCount = useEditor((state) => state.problems.length);
  const [canvasUi] = useState(createCanvasUi);
  return (
    <ReactFlowProvider>
      <CanvasUiContext value={canvasUi}>
        <EditorShortcuts />
        <EditorTransfer />
        <div className={classes.workbench}>
          <EditorToolbar
            left={
              <Side
                shown={showsPalette}
                toggle={() => setShowsPalette(!showsPalette)}
                show={t('showPalette')}
                hide={t('hidePalette')}
                icons={[IconLayoutSidebarLeftExpand, IconLayoutSidebarLeftCollapse]}
              />
            }
            right={
              <Side
                shown={showsPanel}
                toggle={() => setShowsPanel(!showsPanel)}
                show={t('showPanel')}
                hide={t('hidePanel')}
                icons={[IconLayoutSidebarRightExpand, IconLayoutSidebarRightCollapse]}
              />
            }
          />
          <MovedBanner />
          <MergeDialog />
          <div className={classes.parts}>
            {showsPalette ? (
              <nav className={classes.palette} aria-label={t('palette')}>
                <Palette />
              </nav>
            ) : null}
            <main className={classes.canvas} aria-label={t('canvas')}>
              <Canvas />
            </main>
            <aside ref={aside} className={classes.panel} style={{ width: width.width }} aria-label={t('panels')} hidden={!showsPanel}>
              {isWide ? <PanelResizer {...width} /> : null}
              <Tabs
                value={panel}
                onChange={(next) => next !== null && showPanel(next as SidePanel)}
                keepMounted={false}
                keepMountedMode="display-none"
                orientation="vertical"
                placement="right"
                className={classes.tabs}
              >
                <Tabs.List aria-label={t('panels')} className={classes.rail}>
                  {PANELS.map(([id, PanelIcon]) => (
                    <Tabs.Tab key={id} value={id} className={classes.tab}>
                      <PanelIcon size={20} aria-hidden />
                      {id === 'problems' && problemCount > 0 ? t('problemCount', { count: problemCount }) : t(id)}
                    </Tabs.Tab>
                  ))}
                </Tabs.List>
                {PANELS.map(([id, , Content]) => (
                  <Tabs.Panel key={id} value={id} keepMounted={GOES_ON.has(id)} className={classes.content} tabIndex={-1}>
                    <Content />
                  </Tabs.Panel>
                ))}
              </Tabs>
            </aside>
          </div>
        </div>
      </CanvasUiContext>
    </ReactFlowProvider>
  );
}

function Side({
  shown,
  toggle,
  show,
  hide,
  icons: [Expand, Collapse],
}: {
  readonly shown: boolean;
  readonly toggle: () => void;
  readonly show: string;
  readonly hide: string;
  readonly icons: readonly [Icon, Icon];
}) {
  const label = shown ? hide : show;
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size="lg" onClick={toggle} aria-label={label} aria-expanded={shown}>
        {shown ? <Collapse size={18} aria-hidden /> : <Expand size={18} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
