import { useLocalStorage, useViewportSize } from '@mantine/hooks';
import type { SidePanel } from './editor-store.ts';

/** The narrowest that a panel can be made, CSS pixels. */
export const NARROWEST = 340;
const USUAL = 440;
/** What shows pages beside each other needs more. */
const BROAD: ReadonlySet<SidePanel> = new Set(['preview']);

export interface PanelWidth {
  /** CSS pixels. */
  readonly width: number;
  readonly widest: number;
  resize(width: number): void;
}

/** How wide the panel is, as the author left it: one width for forms and lists, another for pages. The canvas always keeps some room. */
export function usePanelWidth(panel: SidePanel): PanelWidth {
  const isBroad = BROAD.has(panel);
  const { width: measured } = useViewportSize();
  // It measures after the first drawing, by which the canvas has chosen what to show.
  const viewport = measured === 0 ? window.innerWidth : measured;
  const [kept, keep] = useLocalStorage({
    key: `waygate-panel-width${isBroad ? '-broad' : ''}`,
    defaultValue: 0,
    getInitialValueInEffect: false,
  });
  const widest = Math.max(NARROWEST, viewport * 0.75);
  const usual = isBroad ? Math.max(USUAL, Math.min(880, viewport * 0.6)) : USUAL;
  return {
    width: Math.min(widest, kept >= NARROWEST ? kept : usual),
    widest,
    resize: (width) => keep(Math.round(Math.min(widest, Math.max(NARROWEST, width)))),
  };
}
