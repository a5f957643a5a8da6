/** What of a panel is meant: a field by its path, or an outcome. */
export interface PanelPlace {
  readonly path?: string | undefined;
  readonly outcome?: string | undefined;
}

const CONTROLS = ':is(input, textarea, select, button, [tabindex="0"]):not(:disabled)';

/**
 * Lets the keyboard begin in the panel that is shown: at the place that is meant, else where the panel says so by `data-panel-focus`, else at the panel itself.
 * What a panel waits for may bring that place later; whoever has not gone on meanwhile begins there then.
 * @param aside what holds the panels
 */
export function focusPanel(aside: HTMLElement | null, place?: PanelPlace): void {
  const panel = [...(aside?.querySelectorAll<HTMLElement>('[role="tabpanel"]') ?? [])].find((one) => one.offsetParent !== null);
  if (panel === undefined) return;
  const beginning = () =>
    (place === undefined ? undefined : controlOf(panel, place)) ?? panel.querySelector<HTMLElement>('[data-panel-focus]');
  (beginning() ?? panel).focus();
  if (document.activeElement !== panel) return;
  const watch = new MutationObserver(() => beginning()?.focus());
  watch.observe(panel, { childList: true, subtree: true });
  panel.addEventListener('blur', () => watch.disconnect(), { once: true });
}

function controlOf(panel: HTMLElement, { path, outcome }: PanelPlace): HTMLElement | undefined {
  const frame = (path === undefined ? undefined : fieldOf(panel, path)) ?? (outcome === undefined ? undefined : outcomeOf(panel, outcome));
  if (frame === undefined || frame.matches(CONTROLS)) return frame;
  // Of a list, the place in it that is wrong.
  return frame.querySelector<HTMLElement>(`${CONTROLS}[aria-invalid="true"]`) ?? frame.querySelector<HTMLElement>(CONTROLS) ?? undefined;
}

/** The innermost field that a path leads to. */
function fieldOf(panel: HTMLElement, path: string): HTMLElement | undefined {
  const found = [...panel.querySelectorAll<HTMLElement>('[data-field]')].filter(({ dataset: { field = '' } }) =>
    `${path}.`.startsWith(`${field}.`),
  );
  return found.toSorted((one, other) => (other.dataset['field'] ?? '').length - (one.dataset['field'] ?? '').length)[0];
}

/** Where an outcome leads, or its wire when it is an outcome no more. */
function outcomeOf(panel: HTMLElement, outcome: string): HTMLElement | undefined {
  const name = CSS.escape(outcome);
  return panel.querySelector<HTMLElement>(`[data-outcome-field="${name}"], [data-lost-outcome="${name}"]`) ?? undefined;
}
