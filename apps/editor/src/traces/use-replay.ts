import { useCallback, useEffect, useState } from 'react';

/** Between two steps while it plays, milliseconds: a pace at which a drawing can be followed, not that of the sign-on. */
const PACE_MS = 800;

/** Where a replay stands. */
export interface Replay {
  /** Steps that are shown, from 0. */
  readonly position: number;
  readonly count: number;
  readonly isPlaying: boolean;
  /** Goes to a step, and stops playing. */
  go(position: number): void;
  /** Plays on, from the start when it stands at the end; or stops. */
  toggle(): void;
}

/** Replays some steps one by one. It stands at the end until it is told otherwise, also when steps come. */
export function useReplay(count: number): Replay {
  const [kept, setKept] = useState<number>();
  const [isPlaying, setPlaying] = useState(false);
  const position = Math.min(kept ?? count, count);
  const isAtEnd = position >= count;

  useEffect(() => {
    if (!isPlaying) return undefined;
    if (isAtEnd) {
      setPlaying(false);
      return undefined;
    }
    const timer = setTimeout(() => setKept(position + 1), PACE_MS);
    return () => clearTimeout(timer);
  }, [isPlaying, isAtEnd, position]);

  const go = useCallback(
    (to: number) => {
      setPlaying(false);
      setKept(Math.max(0, Math.min(count, to)));
    },
    [count],
  );
  const toggle = useCallback(() => {
    if (!isPlaying && isAtEnd) setKept(0);
    setPlaying(!isPlaying);
  }, [isPlaying, isAtEnd]);
  return { position, count, isPlaying, go, toggle };
}

/** Goes step by step with the keys that players have. What the focused element does with a key itself goes first. */
export function replayOnKey(
  { position, count, go, toggle }: Replay,
  event: Pick<KeyboardEvent, 'key' | 'target' | 'altKey' | 'ctrlKey' | 'metaKey' | 'defaultPrevented' | 'preventDefault'>,
): void {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
  const target = event.target instanceof Element ? event.target : undefined;
  if (target?.closest('input, textarea, select, [role="slider"], [role="combobox"], [role="menu"]') != null) return;
  if (event.key === ' ') {
    if (target?.closest('button, a, summary') != null) return;
    event.preventDefault();
    toggle();
    return;
  }
  const to = { ArrowLeft: position - 1, ArrowRight: position + 1, Home: 0, End: count }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  go(to);
}
