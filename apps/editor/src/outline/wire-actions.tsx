import { FAILURE_ID, type JourneyDocument, START_ID, SUCCESS_ID } from '@waygate/schema';
import { nameOf } from '../canvas/name-of.ts';
import { targetChoices } from '../canvas/target-choices.ts';
import { addNodeAfter, insertOnWire } from '../document/add-node.ts';
import { connect, disconnect, moveSource } from '../document/connect.ts';
import { makeRoom } from '../document/make-room.ts';
import { own } from '../document/own.ts';
import { drawnOutcomes } from '../editor/drawn-outcomes.ts';
import { newId } from '../editor/new-id.ts';
import { nodeFromCatalogue } from '../editor/node-from-catalogue.ts';
import { newNodeSize } from '../layout/node-size.ts';
import { NodeIcon } from '../palette/node-icon.tsx';
import { askForType } from './ask-for-type.tsx';
import { finishAction } from './finish-action.ts';
import { t } from './messages.ts';
import type { OutlineAction, OutlineContext } from './outline-action.ts';
import type { WireRow } from './outline-rows.ts';
import { placeBeside, sizesIn } from './place-beside.ts';
import { searchChoices } from './search-choices.ts';

/** What can be done with an outcome and where it leads. */
export function wireActions(row: WireRow, context: OutlineContext): OutlineAction[] {
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
            finishAction(context, t('reattached', { outcome: name }), (before) => moveSource(before, source, to));
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
        finishAction(
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
    finishAction(
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
    pick: (to) =>
      finishAction(context, t('connected', { outcome, from, to: nameOf(document, to) }), (before) => connect(before, source, to), key),
  });
}

function goTo({ rowOf, activate }: OutlineContext, id: string): void {
  const key = rowOf(id);
  if (key !== undefined) activate(key);
}

function iconOf(id: string, { store }: OutlineContext) {
  const { catalogue, history } = store.getState();
  if (id === SUCCESS_ID || id === FAILURE_ID) return undefined;
  return <NodeIcon name={catalogue.get(own(history.present.nodes, id)?.type ?? '')?.icon} />;
}
