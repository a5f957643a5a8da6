import { FAILURE_ID, type JourneyDocument, START_ID, SUCCESS_ID } from '@waygate/schema';
import type { CanvasUiStore } from '../canvas/canvas-ui.ts';
import { nameOf } from '../canvas/name-of.ts';
import { targetChoices } from '../canvas/target-choices.ts';
import { addNode, addNodeAfter, insertOnWire } from '../document/add-node.ts';
import { connect, disconnect, moveSource } from '../document/connect.ts';
import { nodeOf } from '../document/edit-node.ts';
import { addToPage, moveOffPage, moveOntoPage, moveWithinPages, removeFromPage } from '../document/edit-page.ts';
import { copyFragment, pasteFragment } from '../document/fragment.ts';
import { makeRoom } from '../document/make-room.ts';
import { placeOf } from '../document/move-nodes.ts';
import { notesOf, putNote, removeNote } from '../document/notes.ts';
import { own } from '../document/own.ts';
import { childIds, pageOf } from '../document/page-children.ts';
import { removeNodes } from '../document/remove-nodes.ts';
import { drawnOutcomes } from '../editor/drawn-outcomes.ts';
import type { Change, EditorStore } from '../editor/editor-store.ts';
import { newId } from '../editor/new-id.ts';
import { childFromCatalogue, nodeFromCatalogue } from '../editor/node-from-catalogue.ts';
import { newNodeSize } from '../layout/node-size.ts';
import { NodeIcon } from '../palette/node-icon.tsx';
import { searchNodeTypes } from '../palette/search-node-types.ts';
import { t } from './messages.ts';
import type { ChildRow, NoteRow, OutlineRow, WireRow } from './outline-rows.ts';
import { subjectOf } from './outline-rows.ts';
import { pagePlace } from './page-place.ts';
import type { Choice, PickRequest } from './pick-dialog.tsx';
import { placeBeside, sizesIn } from './place-beside.ts';

/** What the actions of the outline work on. */
export interface OutlineContext {
  readonly store: EditorStore;
  readonly ui: CanvasUiStore;
  /** Key of the row that tells a node, by its id. */
  readonly rowOf: (id: string) => string | undefined;
  readonly ask: (request: PickRequest) => void;
  readonly askForNote: (text: string, save: (text: string) => void) => void;
  /** Goes to a row; one that comes with the last change is there when the tree is drawn again. */
  readonly activate: (key?: string) => void;
}

/** Something that can be done with a row. */
export interface OutlineAction {
  readonly id:
    | 'go'
    | 'properties'
    | 'show'
    | 'add'
    | 'connect'
    | 'reattach'
    | 'rename'
    | 'duplicate'
    | 'delete'
    | 'disconnect'
    | 'page'
    | 'note';
  readonly label: string;
  /** Its keys, as `shortcutText` writes them. */
  readonly keys?: string;
  /** Whether it is about the outcome or about what stands there. */
  readonly about: 'wire' | 'subject';
  readonly changes: boolean;
  readonly run: () => void;
}

/** Everything that can be done with a row, in the order of its menu. */
export function actionsOf(row: OutlineRow, context: OutlineContext): OutlineAction[] {
  if (row.kind === 'unreachable' || row.kind === 'notes') return [];
  if (row.kind === 'note') return noteActions(row, context);
  const subject = subjectOf(row);
  const actions = [
    ...(subject === undefined ? [] : subjectActions(subject, context)),
    ...(row.kind === 'child' ? childActions(row, context) : []),
    ...(row.kind === 'wire' ? wireActions(row, context) : []),
  ].filter(({ changes }) => !changes || !context.store.getState().readOnly);
  // What takes something away comes last.
  const isRemoval = ({ id }: OutlineAction) => id === 'delete' || id === 'disconnect';
  return [...actions.filter((one) => !isRemoval(one)), ...actions.filter(isRemoval)];
}

/** Adds a node that nothing leads to. */
export function addLooseNode(context: OutlineContext): void {
  askForType(context, t('addNode'), undefined, (type) => {
    const id = newId();
    const state = context.store.getState();
    const beside = Object.keys(state.history.present.nodes).at(-1) ?? START_ID;
    const node = nodeFromCatalogue(type, placeBeside(state, beside, newNodeSize(type)));
    done(context, t('added', { name: type.displayName }), (document) => addNode(document, id, node), `node:${id}`);
  });
}

/** Adds a note beside Start. */
export function addLooseNote(context: OutlineContext): void {
  context.askForNote('', (text) => {
    const id = newId();
    const { x, y } = placeOf(context.store.getState().history.present, START_ID);
    const count = notesOf(context.store.getState().history.present).length;
    const note = { id, text, x: x + count * 30, y: y - 200 - count * 30, width: 220, height: 120 };
    done(context, t('noteAdded'), (document) => putNote(document, note), `note:${id}`);
  });
}

function wireActions(row: WireRow, context: OutlineContext): OutlineAction[] {
  const { source, target, lost } = row;
  const { history, outcomes } = context.store.getState();
  const document = history.present;
  const outcome = source.nodeId === START_ID ? t('start') : row.outcome;
  const actions: OutlineAction[] = [];
  if (row.leads === 'link' && target !== undefined) {
    actions.push({ id: 'go', label: t('goThere'), keys: 'Enter', about: 'subject', changes: false, run: () => goTo(context, target) });
  }
  if (!lost) actions.push({ ...addAction(row, outcome, document), run: () => addAtWire(row, context) });
  const node = own(document.nodes, source.nodeId);
  if (!lost) {
    actions.push({
      id: 'connect',
      label: t('connect', { outcome }),
      keys: 'alt+Enter',
      about: 'wire',
      changes: true,
      run: () => askForTarget(row, outcome, context),
    });
  } else if (node !== undefined) {
    const others = drawnOutcomes(document, source.nodeId, node, outcomes.outcomesOf(document, source.nodeId)).filter((one) => !one.lost);
    actions.push({
      id: 'reattach',
      label: t('reattach'),
      keys: 'alt+Enter',
      about: 'wire',
      changes: true,
      run: () =>
        context.ask({
          title: t('reattach'),
          question: t('whichOutcome'),
          search: searchChoices(
            others.map(({ id, displayName, connected }) => ({
              value: id,
              label: displayName,
              ...(connected ? { note: nameOf(document, own(node.connections, id) ?? '') } : {}),
            })),
          ),
          pick: (id) => {
            const to = { nodeId: source.nodeId, outcome: id };
            const name = others.find((one) => one.id === id)?.displayName ?? id;
            done(context, t('reattached', { outcome: name }), (before) => moveSource(before, source, to));
          },
        }),
    });
  }
  if (target !== undefined && !(source.nodeId === START_ID && target === FAILURE_ID)) {
    actions.push({
      id: 'disconnect',
      label: t('disconnect', { outcome }),
      about: 'wire',
      changes: true,
      ...(row.leads === 'here' ? {} : { keys: 'Delete' }),
      run: () =>
        done(
          context,
          t('disconnected', { outcome, from: nameOf(document, source.nodeId) }),
          (before) => disconnect(before, source),
          row.key,
        ),
    });
  }
  return actions;
}

/** Start leads to Failure while nothing stands between: then a new node simply takes the place of Failure. */
function isOpen({ source, target }: WireRow): boolean {
  return target === undefined || (source.nodeId === START_ID && target === FAILURE_ID);
}

function addAction(row: WireRow, outcome: string, document: JourneyDocument): Omit<OutlineAction, 'run'> {
  const label = isOpen(row) ? t('addAfter', { outcome }) : t('insert', { target: nameOf(document, row.target ?? '') });
  return { id: 'add', label, keys: 'shift+Enter', about: 'wire', changes: true };
}

function addAtWire(row: WireRow, context: OutlineContext): void {
  const open = isOpen(row);
  const { source } = row;
  const title = addAction(row, source.nodeId === START_ID ? t('start') : row.outcome, context.store.getState().history.present).label;
  // Only what leads on can stand in a wire.
  const fits = open ? undefined : (outcomeCount: number, kind: string) => outcomeCount > 0 || kind === 'page';
  askForType(context, title, fits, (type) => {
    const id = newId();
    const state = context.store.getState();
    const size = newNodeSize(type);
    const at = placeBeside(state, source.nodeId, size);
    // A page has no outcome until something stands on it; most nodes that will have this one.
    const first = type.outcomes[0]?.id ?? 'outcome';
    done(
      context,
      t(open ? 'added' : 'inserted', { name: type.displayName }),
      (document) => {
        if (open) return addNodeAfter(document, source, id, nodeFromCatalogue(type, at));
        const room = makeRoom(document, source, at, size, sizesIn(document, state));
        return insertOnWire(room.document, source, id, nodeFromCatalogue(type, room.at), first);
      },
      row.key,
    );
  });
}

function askForTarget({ source, target, key }: WireRow, outcome: string, context: OutlineContext): void {
  const document = context.store.getState().history.present;
  const from = nameOf(document, source.nodeId);
  context.ask({
    title: t('connect', { outcome }),
    question: t('whichTarget'),
    search: searchChoices(
      targetChoices(document).map((choice) => ({
        ...choice,
        icon: iconOf(choice.value, context),
        ...(choice.value === target ? { note: t('now') } : {}),
      })),
    ),
    pick: (to) => done(context, t('connected', { outcome, from, to: nameOf(document, to) }), (before) => connect(before, source, to), key),
  });
}

function subjectActions(id: string, context: OutlineContext): OutlineAction[] {
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
            done(context, label, (before) => moveOntoPage(before, id, pageId, at), `child:${id}`);
          }),
      });
    }
  }
  actions.push({ ...base, id: 'delete', label: t('remove', { name }), keys: 'Delete', run: () => removeSubject(id, name, context) });
  return actions;
}

function childActions({ nodeId: id, pageId }: ChildRow, context: OutlineContext): OutlineAction[] {
  const { history } = context.store.getState();
  const document = history.present;
  const name = nameOf(document, id);
  const order = childIds(document, pageId);
  const at = order.indexOf(id);
  const base = { id: 'page', about: 'subject', changes: true } as const;
  const move = (label: string, change: Change) => done(context, label, change, `child:${id}`);
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
      done(context, t('movedOffPage', { name }), (before) => moveOffPage(before, id, place), `node:${id}`);
    },
  });
  return actions;
}

function noteActions({ noteId: id, text }: NoteRow, context: OutlineContext): OutlineAction[] {
  const { store, askForNote } = context;
  const base = { about: 'subject', changes: true } as const;
  const change = (next: string) => {
    const note = notesOf(store.getState().history.present).find((one) => one.id === id);
    if (note !== undefined) done(context, t('noteChanged'), (before) => putNote(before, { ...note, text: next }), `note:${id}`);
  };
  return [
    { ...base, id: 'note' as const, label: t('editNote'), keys: 'Enter', run: () => askForNote(text, change) },
    {
      id: 'show' as const,
      label: t('show'),
      keys: 'Space',
      about: 'subject' as const,
      changes: false,
      run: () => store.getState().jumpTo(id),
    },
    {
      ...base,
      id: 'delete' as const,
      label: t('noteRemoved'),
      keys: 'Delete',
      run: () => done(context, t('noteRemoved'), (before) => removeNote(before, id)),
    },
  ].filter(({ changes }) => !changes || !store.getState().readOnly);
}

/** Changes the journey, says so, and goes to the row where the author finds what came of it; without a key the row stays, or the one in its place. */
function done({ store, ui, activate }: OutlineContext, label: string, change: Change, key?: string): void {
  store.getState().change(label, change);
  ui.getState().say(label);
  activate(key);
}

function goTo({ rowOf, activate }: OutlineContext, id: string): void {
  const key = rowOf(id);
  if (key !== undefined) activate(key);
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
    done(context, label, (before) => addToPage(before, pageId, at, copy, structuredClone(child)), `child:${copy}`);
    return;
  }
  const place = placeBeside(context.store.getState(), id, sizesIn(document, context.store.getState())(id));
  const pasted = pasteFragment(document, copyFragment(document, [id]), place, newId);
  const [copy] = pasted.ids;
  if (copy !== undefined) done(context, t('duplicated', { name }), () => pasted.document, `node:${copy}`);
}

function removeSubject(id: string, name: string, context: OutlineContext): void {
  const isChild = pageOf(context.store.getState().history.present, id) !== undefined;
  context.store.getState().select([]);
  done(context, t('removed', { name }), (document) => (isChild ? removeFromPage(document, id) : removeNodes(document, [id])));
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
    done(context, label, (before) => addToPage(before, pageId, at, id, childFromCatalogue(type)), context.rowOf(pageId));
  });
}

type NodeType = Parameters<typeof nodeFromCatalogue>[0];

function askForType(
  { store, ask }: OutlineContext,
  title: string,
  fits: ((outcomeCount: number, kind: NodeType['kind']) => boolean) | undefined,
  pick: (type: NodeType) => void,
): void {
  const { catalogue } = store.getState();
  const offered = [...catalogue.values()].filter(({ outcomes, kind }) => fits === undefined || fits(outcomes.length, kind));
  ask({
    title,
    question: t('whichNode'),
    search: (text) =>
      searchNodeTypes(offered, text).map(({ type, displayName, icon }) => ({
        value: type,
        label: displayName,
        icon: <NodeIcon name={icon} />,
      })),
    pick: (value) => {
      const type = catalogue.get(value);
      if (type !== undefined) pick(type);
    },
  });
}

function askForPage(
  pages: readonly string[],
  title: string,
  document: JourneyDocument,
  { ask }: OutlineContext,
  pick: (pageId: string) => void,
): void {
  const labels = new Map(targetChoices(document).map(({ value, label }) => [value, label]));
  ask({ title, question: t('whichPage'), search: searchChoices(pages.map((id) => ({ value: id, label: labels.get(id) ?? id }))), pick });
}

function pagesFor(document: JourneyDocument, without: string, fits: (pageId: string) => boolean): string[] {
  return Object.entries(document.nodes)
    .filter(([id, { type }]) => type === 'PageNode' && id !== without && fits(id))
    .map(([id]) => id);
}

/** Those that begin with what was typed come first. */
function searchChoices(choices: readonly Choice[]): (text: string) => readonly Choice[] {
  return (text) => {
    const wanted = text.trim().toLowerCase();
    const words = wanted.split(/\s+/);
    const rank = ({ label }: Choice) => (label.toLowerCase().startsWith(wanted) ? 0 : 1);
    return choices
      .filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)))
      .toSorted((one, other) => rank(one) - rank(other));
  };
}

function iconOf(id: string, { store }: OutlineContext) {
  const { catalogue, history } = store.getState();
  if (id === SUCCESS_ID || id === FAILURE_ID) return undefined;
  return <NodeIcon name={catalogue.get(own(history.present.nodes, id)?.type ?? '')?.icon} />;
}
