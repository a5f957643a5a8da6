const isMac = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Whether a key press is the one that is written so. */
export function isShortcut(keys: string, event: KeyboardEvent): boolean {
  const parts = keys.split('+').filter((part) => part !== '');
  const key = keys.endsWith('+') ? '+' : (parts.at(-1) ?? '');
  const wants = (name: string) => parts.slice(0, keys === '+' ? 0 : -1).includes(name);
  const mod = isMac() ? event.metaKey : event.ctrlKey;
  if (wants('mod') !== mod || wants('alt') !== event.altKey) return false;
  // On many keyboards signs such as + and ? need Shift themselves.
  const isSign = !/^[A-Za-z0-9]$|^.{2,}$/.test(key);
  if (!isSign && wants('shift') !== event.shiftKey) return false;
  if (/^\d$/.test(key) && event.altKey) return event.code === `Digit${key}`;
  return event.key.toLowerCase() === key.toLowerCase();
}

/** A shortcut as people write it. */
export function shortcutText(keys: string): string {
  const names: Readonly<Record<string, string>> = {
    mod: isMac() ? '⌘' : 'Ctrl',
    shift: '⇧',
    alt: isMac() ? '⌥' : 'Alt',
    Delete: 'Del',
    ArrowUp: '↑',
    ArrowDown: '↓',
  };
  if (keys === '+') return '+';
  return keys
    .split('+')
    .map((part) => names[part] ?? part)
    .join(' ');
}
