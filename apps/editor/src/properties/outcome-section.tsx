import { Button, Select } from '@mantine/core';
import type { CatalogueOutcome, JourneyNode, JourneyProblem } from '@waygate/schema';
import { useEffect, useRef } from 'react';
import { nameOf } from '../canvas/name-of.ts';
import { useCanvasUiStore } from '../canvas/use-canvas-ui.ts';
import { connect, disconnect, moveSource } from '../document/connect.ts';
import { own } from '../document/own.ts';
import { childIds } from '../document/page-children.ts';
import { useDocument, useEditor, useEditorStore } from '../editor/use-editor.ts';
import { problemText } from '../problems/problem-text.ts';
import { focusPanel, focusWhenDrawn } from './focus-panel.ts';
import { type LostOutcome, lostOutcomes } from './lost-outcomes.ts';
import { t } from './messages.ts';
import classes from './properties.module.css';
import { TargetSelect } from './target-select.tsx';

/** Where each outcome of a node leads, and the wires whose outcome is gone. */
export function OutcomeSection({
  id,
  node,
  problems,
}: {
  readonly id: string;
  readonly node: JourneyNode;
  readonly problems: ReadonlyMap<string, readonly JourneyProblem[]>;
}) {
  const store = useEditorStore();
  const document = useDocument();
  const book = useEditor((state) => state.outcomes);
  // What the book says changes without the book being another.
  useEditor((state) => state.outcomesRevision);
  const known = book.outcomesOf(document, id);
  const outcomes = known ?? Object.keys(node.connections).map((outcome) => ({ id: outcome, displayName: outcome }));
  // A page with nothing on it has no outcomes yet: what is put there next gives it its own, and the wires are theirs then.
  const isEmptyPage = node.type === 'PageNode' && childIds(document, id).length === 0;
  const lost = lostOutcomes(node, isEmptyPage ? undefined : known);
  const lead = ({ id: outcome, displayName }: CatalogueOutcome, target: string | undefined) => {
    const from = nameOf(document, id);
    const source = { nodeId: id, outcome };
    if (target === undefined)
      store.getState().change(t('disconnected', { outcome: displayName, from }), (before) => disconnect(before, source));
    else store.getState().change(t('connected', { from, to: nameOf(document, target) }), (before) => connect(before, source, target));
  };
  return (
    <>
      {lost.length === 0 ? null : (
        <section className={classes.section} aria-label={t('lost')}>
          <h3>{t('lost')}</h3>
          <p className={classes.help}>{t('lostHelp')}</p>
          {lost.map((wire) => (
            <LostWire key={wire.outcome} id={id} wire={wire} places={placesFor(outcomes)} />
          ))}
        </section>
      )}
      <section className={classes.section} aria-label={t('outcomes')}>
        <h3>{t('outcomes')}</h3>
        {node.type === 'PageNode' ? <p className={classes.help}>{t('outcomesOfPage')}</p> : null}
        {outcomes.length === 0 ? <p className={classes.help}>{t('outcomesNone')}</p> : null}
        {outcomes.map((outcome) => (
          <div key={outcome.id} className={classes.field} data-outcome-field={outcome.id}>
            <TargetSelect
              label={t('leadsTo', { outcome: outcome.displayName })}
              value={own(node.connections, outcome.id)}
              onChange={(target) => lead(outcome, target)}
            />
            {(problems.get(outcome.id) ?? []).map((problem) => (
              <span key={problem.code} className={problem.severity === 'error' ? classes.error : classes.warning}>
                {problemText(problem)}
              </span>
            ))}
          </div>
        ))}
      </section>
    </>
  );

  function placesFor(all: readonly CatalogueOutcome[]) {
    const places = all.map(({ id: value, displayName: label }) => ({ value, label, target: own(node.connections, value) }));
    return [
      ...places.filter(({ target }) => target === undefined),
      ...places.flatMap(({ value, label, target }) =>
        target === undefined ? [] : [{ value, label: t('attachInstead', { outcome: label, target: nameOf(document, target) }) }],
      ),
    ];
  }
}

function LostWire({
  id,
  wire: { outcome, target },
  places,
}: {
  readonly id: string;
  readonly wire: LostOutcome;
  /** The outcomes that it can begin at, free ones first. */
  readonly places: readonly { readonly value: string; readonly label: string }[];
}) {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const document = useDocument();
  const targetName = nameOf(document, target);
  const readOnly = useEditor((state) => state.readOnly);
  const frame = useRef<HTMLDivElement>(null);
  const from = { nodeId: id, outcome };
  // It appears by something that was done elsewhere in the panel.
  useEffect(() => ui.getState().say(t('lostSaid', { outcome, target: targetName })), [ui, outcome, targetName]);
  return (
    <div className={classes.lost} data-lost-outcome={outcome} ref={frame}>
      <span>{t('lostWire', { outcome, target: targetName })}</span>
      <Select
        size="xs"
        label={t('attach', { outcome })}
        data={places}
        value={null}
        disabled={readOnly || places.length === 0}
        onChange={(to) => {
          if (to === null) return;
          const label = t('attached', { from: outcome, to: places.find(({ value }) => value === to)?.label ?? to });
          store.getState().change(label, (before) => moveSource(before, from, { nodeId: id, outcome: to }));
          focusWhenDrawn(frame.current, `[data-outcome-field="${CSS.escape(to)}"] input`);
        }}
      />
      <div>
        <Button
          size="xs"
          variant="default"
          disabled={readOnly}
          aria-label={t('removeWireOf', { outcome })}
          onClick={() => {
            focusPanel(frame.current);
            store.getState().change(t('disconnected', { outcome, from: nameOf(document, id) }), (before) => disconnect(before, from));
          }}
        >
          {t('removeWire')}
        </Button>
      </div>
    </div>
  );
}
