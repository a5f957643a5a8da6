import { nameOf } from '../canvas/name-of.ts';
import { moveOffPage, moveWithinPages } from '../document/edit-page.ts';
import { childIds } from '../document/page-children.ts';
import type { Change } from '../editor/editor-store.ts';
import { finishAction } from './finish-action.ts';
import { t } from './messages.ts';
import type { OutlineAction, OutlineContext } from './outline-action.ts';
import type { ChildRow } from './outline-rows.ts';
import { askForPage, pagesFor } from './page-choices.ts';
import { placeBeside, sizesIn } from './place-beside.ts';

/** What can be done with the place of a node on its page. */
export function childActions({ nodeId: id, pageId }: ChildRow, context: OutlineContext): OutlineAction[] {
  const { history } = context.store.getState();
  const document = history.present;
  const name = nameOf(document, id);
  const order = childIds(document, pageId);
  const at = order.indexOf(id);
  const base = { id: 'page', about: 'subject', changes: true } as const;
  const move = (label: string, change: Change) => finishAction(context, label, change, `child:${id}`);
  const actions: OutlineAction[] = [];
  if (at > 0) {
    actions.push({
      ...base,
      label: t('up'),
      keys: 'alt+ArrowUp',
      run: () => move(t('up'), (before) => moveWithinPages(before, id, pageId, at - 1)),
    });
  }
  if (at < order.length - 1) {
    actions.push({
      ...base,
      label: t('down'),
      keys: 'alt+ArrowDown',
      run: () => move(t('down'), (before) => moveWithinPages(before, id, pageId, at + 1)),
    });
  }
  const pages = pagesFor(document, pageId, () => true);
  if (pages.length > 0) {
    actions.push({
      ...base,
      label: t('toOtherPage'),
      run: () =>
        askForPage(pages, t('toOtherPage'), document, context, (other) => {
          const label = t('movedOntoPage', { name, page: nameOf(document, other) });
          move(label, (before) => moveWithinPages(before, id, other, childIds(before, other).length));
        }),
    });
  }
  actions.push({
    ...base,
    label: t('offPage'),
    run: () => {
      const state = context.store.getState();
      const place = placeBeside(state, pageId, sizesIn(document, state)(id));
      finishAction(context, t('movedOffPage', { name }), (before) => moveOffPage(before, id, place), `node:${id}`);
    },
  });
  return actions;
}
