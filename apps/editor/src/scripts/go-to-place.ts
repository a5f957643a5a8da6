/** Puts the caret at a place of a text field, counted from 1, and shows it. */
export function goToPlace(field: HTMLTextAreaElement, line: number, column: number): void {
  const lines = field.value.split('\n');
  const before = lines.slice(0, line - 1).reduce((length, one) => length + one.length + 1, 0);
  const at = before + Math.min(column - 1, lines[line - 1]?.length ?? 0);
  field.focus();
  field.setSelectionRange(at, at);
  const height = Number.parseFloat(getComputedStyle(field).lineHeight);
  field.scrollTop = Math.max(0, (line - 4) * height);
}
