/** Gives the focus to the panel around an element that is about to go away, so that whoever works by keyboard is not thrown back to the top of the page. */
export function focusPanel(from: Element | null): void {
  from?.closest<HTMLElement>('[role="tabpanel"]')?.focus();
}

/** Gives the focus to a control of the panel once it is drawn. @param selector within the panel around `from` */
export function focusWhenDrawn(from: Element | null, selector: string): void {
  const panel = from?.closest<HTMLElement>('[role="tabpanel"]');
  panel?.focus();
  requestAnimationFrame(() => panel?.querySelector<HTMLElement>(selector)?.focus());
}
