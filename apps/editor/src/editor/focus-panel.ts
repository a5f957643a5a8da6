/**
 * Lets the keyboard begin in the panel that is shown: where the panel says so by `data-panel-focus`, else at the panel itself. What a panel waits for may bring
 * that place later; whoever has not gone on meanwhile begins there then.
 * @param aside what holds the panels
 */
export function focusPanel(aside: HTMLElement | null): void {
  const panel = [...(aside?.querySelectorAll<HTMLElement>('[role="tabpanel"]') ?? [])].find((one) => one.offsetParent !== null);
  if (panel === undefined) return;
  const beginning = () => panel.querySelector<HTMLElement>('[data-panel-focus]');
  (beginning() ?? panel).focus();
  if (document.activeElement !== panel) return;
  const watch = new MutationObserver(() => beginning()?.focus());
  watch.observe(panel, { childList: true, subtree: true });
  panel.addEventListener('blur', () => watch.disconnect(), { once: true });
}
