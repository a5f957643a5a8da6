import { useEffect, useRef } from 'react';
import type { EditorCatalogue } from '../editor/catalogue.ts';
import { NodeIcon } from '../palette/node-icon.tsx';
import { t } from './messages.ts';
import { resultText } from './result-text.ts';
import { StateTable } from './state-table.tsx';
import { durationText } from './time-text.ts';
import type { TraceStep } from './trace-steps.ts';
import classes from './traces.module.css';

interface StepListProps {
  readonly label: string;
  readonly steps: readonly TraceStep[];
  readonly catalogue: EditorCatalogue;
  /** The journey that is drawn beside it; steps of others say where they ran. */
  readonly journey: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Number of the step that is shown. */
  readonly position?: number;
  /** Whether the last step stays in view as steps come. */
  readonly follow?: boolean;
  readonly onGo: (step: TraceStep) => void;
}

/** The steps of a sign-on: what ran, what came of it, when, how long, and the state after it where that is known. */
export function StepList({ label, steps, catalogue, journey, startedAt, position, follow = false, onGo }: StepListProps) {
  const list = useRef<HTMLOListElement>(null);
  const count = steps.length;
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    if (follow && count > 0) element.scrollTop = element.scrollHeight;
    const shown = position === undefined ? undefined : element.children[position - 1];
    if (shown === undefined) return;
    // The list alone is moved: whoever opens the page or plays the steps keeps the rest of it where it is.
    const [box, item] = [element.getBoundingClientRect(), shown.getBoundingClientRect()];
    if (item.top < box.top) element.scrollTop -= box.top - item.top;
    else if (item.bottom > box.bottom) element.scrollTop += item.bottom - box.bottom;
  }, [follow, count, position]);
  return (
    <ol ref={list} className={classes.steps} aria-label={label}>
      {steps.map((step, index) => (
        <li key={step.number} className={position === step.number ? classes.shown : ''}>
          <Step
            step={step}
            before={steps[index - 1]}
            catalogue={catalogue}
            journey={journey}
            startedAt={startedAt}
            isShown={position === step.number}
            onGo={onGo}
          />
        </li>
      ))}
    </ol>
  );
}

function Step({
  step,
  before,
  catalogue,
  journey,
  startedAt,
  isShown,
  onGo,
}: Pick<StepListProps, 'catalogue' | 'journey' | 'startedAt' | 'onGo'> & {
  readonly step: TraceStep;
  readonly before: TraceStep | undefined;
  readonly isShown: boolean;
}) {
  const { visit, children, number, took } = step;
  return (
    <>
      <button type="button" className={classes.step} aria-current={isShown ? 'step' : undefined} onClick={() => onGo(step)}>
        <span className={classes.number}>{number}</span>
        <NodeIcon name={catalogue.get(visit.nodeType)?.icon} size={16} />
        <span className={classes.name}>
          {visit.displayName === '' ? visit.nodeType : visit.displayName}
          {visit.journey === journey ? null : <span className={classes.inside}>{t('inside', { name: visit.journey })}</span>}
        </span>
        <span className={visit.result === 'failed' ? classes.bad : classes.result}>{resultText(visit, catalogue, children.at(-1))}</span>
        <span className={classes.time}>{`+${durationText(visit.at - startedAt)} · ${durationText(took)}`}</span>
      </button>
      {children.length === 0 ? null : (
        <ul className={classes.children}>
          {children.map((child, index) => (
            <li key={`${child.nodeId} ${index}`} className={classes.child}>
              <span className={classes.name}>{child.displayName}</span>
              <span className={classes.result}>{resultText(child, catalogue)}</span>
              <span className={classes.time}>{durationText(child.took)}</span>
            </li>
          ))}
        </ul>
      )}
      <Noted audit={[visit, ...children].map(({ audit }) => audit)} />
      {visit.state === undefined ? null : (
        <details className={classes.details}>
          <summary>{t('state')}</summary>
          <StateTable state={visit.state} before={before?.visit.state} />
        </details>
      )}
    </>
  );
}

/** What nodes noted of their work: nothing secret, but why. */
function Noted({ audit }: { readonly audit: readonly TraceStep['visit']['audit'][] }) {
  const facts = audit.flatMap((one) => Object.entries(one ?? {})).filter(([name]) => name !== 'children');
  if (facts.length === 0) return null;
  return (
    <dl className={classes.noted}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
