import { nameOf } from '../canvas/name-of.ts';
import { nodeOf } from '../document/edit-node.ts';
import { addToPage, moveOntoPage, removeFromPage } from '../document/edit-page.ts';
import { copyFragment, pasteFragment } from '../document/fragment.ts';
import { own } from '../document/own.ts';
import { childIds, pageOf } from '../document/page-children.ts';
import { removeNodes } from '../document/remove-nodes.ts';
import { newId } from '../editor/new-id.ts';
import { childFromCatalogue } from '../editor/node-from-catalogue.ts';
import { askForType } from './ask-for-type.tsx';
import { finishAction } from './finish-action.ts';
import { t } from './messages.ts';
import type { OutlineAction, OutlineContext } from './outline-action.ts';
import { askForPage, pagesFor } from './page-choices.ts';
import { pagePlace } from './page-place.ts';
import { placeBeside, sizesIn } from './place-beside.ts';

/** What can be done with a node, on the canvas or on a page. */
export function subjectActions(id: string, context: OutlineContext): OutlineAction[] {
  const { store, ui } = context;
  const { history, catalogue, outcomes } = store.getState();
  const document = history.present;
  const name = nameOf(document, id);
  const node = own(document.nodes, id);
  const type = catalogue.get(nodeOf(document, id)?.type ?? '');
  const base = { about: 'subject', changes: true } as const;
  const actions: OutlineAction[] = [
    { id: 'properties', label: t('properties'), keys: 'Enter', about: 'subject', changes: false, run: () => openProperties(context, id) },
    { id: 'show', label: t('show'), keys: 'Space', about: 'subject', changes: false, run: () => store.getState().jumpTo(id) },
    {
      ...base,
      id: 'rename',
      label: t('rename'),
      keys: 'F2',
      run: () => ui.setState({ renaming: id }),
    },
    { ...base, id: 'duplicate', label: t('duplicate'), keys: 'mod+D', run: () => duplicate(id, name, context) },
  ];
  if (node?.type === 'PageNode') {
    actions.push({ ...base, id: 'page', label: t('addToPage'), run: () => askForChild(id, context) });
  } else if (node !== undefined && type?.kind === 'plain') {
    const count = outcomes.outcomesOf(document, id)?.length ?? 0;
    const pages = pagesFor(document, id, (pageId) => pagePlace(document, outcomes, pageId, count) !== undefined);
    if (pages.length > 0) {
      actions.push({
        ...base,
        id: 'page',
        label: t('ontoPage'),
        run: () =>
          askForPage(pages, t('ontoPage'), document, context, (pageId) => {
            const at = pagePlace(document, outcomes, pageId, count) ?? 0;
            const label = t('movedOntoPage', { name, page: nameOf(document, pageId) });
            finishAction(context, label, (before) => moveOntoPage(before, id, pageId, at), `child:${id}`);
          }),
      });
    }
  }
  actions.push({ ...base, id: 'delete', label: t('remove', { name }), keys: 'Delete', run: () => removeSubject(id, name, context) });
  return actions;
}

function openProperties({ store }: OutlineContext, id: string): void {
  store.getState().select([id]);
  store.getState().goToPanel('properties');
}

function duplicate(id: string, name: string, context: OutlineContext): void {
  const document = context.store.getState().history.present;
  const pageId = pageOf(document, id);
  const child = own(document.innerNodes, id);
  if (pageId !== undefined && child !== undefined) {
    const copy = newId();
    const at = childIds(document, pageId).indexOf(id) + 1;
    const label = t('duplicated', { name });
    finishAction(context, label, (before) => addToPage(before, pageId, at, copy, structuredClone(child)), `child:${copy}`);
    return;
  }
  const place = placeBeside(context.store.getState(), id, sizesIn(document, context.store.getState())(id));
  const pasted = pasteFragment(document, copyFragment(document, [id]), place, newId);
  const [copy] = pasted.ids;
  if (copy !== undefined) finishAction(context, t('duplicated', { name }), () => pasted.document, `node:${copy}`);
}

function removeSubject(id: string, name: string, context: OutlineContext): void {
  const isChild = pageOf(context.store.getState().history.present, id) !== undefined;
  context.store.getState().select([]);
  finishAction(context, t('removed', { name }), (document) => (isChild ? removeFromPage(document, id) : removeNodes(document, [id])));
}

function askForChild(pageId: string, context: OutlineContext): void {
  const { history, outcomes } = context.store.getState();
  const document = history.present;
  const placeFor = (count: number) => pagePlace(document, outcomes, pageId, count);
  const fits = (count: number, kind: string) => kind === 'plain' && placeFor(count) !== undefined;
  askForType(context, t('addToPage'), fits, (type) => {
    const id = newId();
    const at = placeFor(type.outcomes.length) ?? 0;
    const label = t('added', { name: type.displayName });
    finishAction(context, label, (before) => addToPage(before, pageId, at, id, childFromCatalogue(type)), context.rowOf(pageId));
  });
}
