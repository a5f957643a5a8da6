const WITHOUT_TEXT: ReadonlySet<string> = new Set(['checkbox', 'radio', 'button', 'submit', 'color', 'range', 'file']);

/** Whether a control takes text, so that the browser itself takes back what is typed there. A switch or a list to choose from does not. */
export function takesText(element: Element | null): boolean {
  const field = element?.closest('input, textarea, [contenteditable="true"]') ?? null;
  if (field instanceof HTMLInputElement) return !field.readOnly && !WITHOUT_TEXT.has(field.type);
  return field !== null;
}
