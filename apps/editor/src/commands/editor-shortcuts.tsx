export function EditorShortcuts() {
  return null;
}
