import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useLayoutEffect, useState } from 'react';

/** About how tall a row is before it was drawn, pixels. */
const ROW_HEIGHT = 44;
/** Rows that are drawn beyond either edge: a small table is always whole. */
const BEYOND = 40;

/**
 * Which rows of a long table are drawn: those in view of the panel that scrolls, and many around them.
 * @returns the indexes to draw, the room to leave above and below them in pixels, and what measures a drawn row
 */
export function useDrawnRows(table: RefObject<HTMLTableElement | null>, count: number) {
  const [scrollMargin, setScrollMargin] = useState(0);
  const getScrollElement = () => table.current?.closest<HTMLElement>('[role="tabpanel"]') ?? null;
  useLayoutEffect(() => {
    const scroller = getScrollElement();
    if (scroller === null || table.current === null) return;
    const top = table.current.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
    setScrollMargin(Math.round(top));
  });
  const virtualizer = useVirtualizer({
    count,
    getScrollElement,
    estimateSize: () => ROW_HEIGHT,
    overscan: BEYOND,
    scrollMargin,
    initialRect: { width: 400, height: 800 },
    useFlushSync: false,
  });
  const items = virtualizer.getVirtualItems();
  const [first] = items;
  const last = items.at(-1);
  return {
    indexes: items.map(({ index }) => index),
    above: first === undefined ? 0 : first.start - scrollMargin,
    below: last === undefined ? 0 : virtualizer.getTotalSize() - (last.end - scrollMargin),
    measure: virtualizer.measureElement,
  };
}
