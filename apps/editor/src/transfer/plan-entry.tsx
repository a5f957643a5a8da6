import { Badge, Checkbox, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle, IconXboxX } from '@tabler/icons-react';
import type { TransferPlanEntry } from '@waygate/schema';
import { type ReactNode, useMemo } from 'react';
import { nodeOf } from '../document/edit-node.ts';
import type { EditorCatalogue } from '../editor/catalogue.ts';
import { fieldName, problemText } from '../problems/problem-text.ts';
import { t } from './messages.ts';
import { planDifferences } from './plan-differences.ts';
import classes from './transfer.module.css';

/** How many differences are listed. */
const MOST = 400;

/** What an import would do with one journey: take it or leave it, what changes, and what stands against it. */
export function PlanEntry({
  entry,
  catalogue,
  asDraft,
  taken,
  take,
}: {
  readonly entry: TransferPlanEntry;
  readonly catalogue: EditorCatalogue;
  readonly asDraft: boolean;
  readonly taken: boolean;
  readonly take: (taken: boolean) => void;
}) {
  const { name, file, action, document, current } = entry;
  const differences = useMemo(
    () => (current === null ? [] : planDifferences(current, document, catalogue)),
    [current, document, catalogue],
  );
  const nodes = Object.keys(document.nodes).length + Object.keys(document.innerNodes).length;
  const memberName = (nodeId: string, member: string) => fieldName(member, catalogue.get(nodeOf(document, nodeId)?.type ?? ''));
  return (
    <li className={classes.entry} data-journey={name}>
      <div className={classes.entryHead}>
        <Checkbox
          aria-label={t('take', { name })}
          label={name}
          fw={600}
          checked={taken}
          disabled={action === 'unchanged'}
          onChange={({ currentTarget }) => take(currentTarget.checked)}
        />
        <Badge tt="none" size="sm" variant={action === 'unchanged' ? 'default' : 'light'} c="var(--text)">
          {t(action)}
        </Badge>
        <Text size="sm" c="dimmed">
          {t('fromFile', { file })}, {nodes === 1 ? t('oneNode') : t('nodeCount', { count: nodes })}
        </Text>
      </div>
      <ul className={classes.notes}>
        {asDraft && entry.draft !== null && action !== 'unchanged' ? (
          <Note kind="warning">
            {t('draftReplaced', {
              time: new Date(entry.draft.updatedAt).toLocaleString(t.language, { dateStyle: 'medium', timeStyle: 'short' }),
            })}
          </Note>
        ) : null}
        {entry.unresolved.map((inner) => (
          <Note key={`inner ${inner}`} kind="error">
            {t('unresolved', { name: inner })}
          </Note>
        ))}
        {entry.unsupported.map(({ nodeId, nodeType: type, displayName, version }) => (
          <Note key={`type ${nodeId}`} kind="warning">
            {version === undefined
              ? t('unsupportedType', { node: displayName === '' ? nodeId : displayName, type })
              : t('unsupportedVersion', { node: displayName === '' ? nodeId : displayName, type, version })}
          </Note>
        ))}
        {entry.incomplete.map(({ nodeId, displayName }) => (
          <Note key={`lacking ${nodeId}`} kind="warning">
            {t('incomplete', { node: displayName === '' ? nodeId : displayName })}
          </Note>
        ))}
        {entry.parts
          .filter((part) => part.action !== 'unchanged')
          .map((part) => (
            <Note key={`part ${part.kind} ${part.id}`} kind="info">
              {t(PART_TEXTS[part.kind][part.action === 'add' ? 'add' : 'change'], { name: part.name })}
            </Note>
          ))}
        {entry.secrets.map(({ nodeId, displayName, member, placeholder }) => (
          <Note key={`secret ${nodeId} ${member}`} kind="error">
            {t('secretMissing', { node: displayName, member: memberName(nodeId, member), placeholder })}
          </Note>
        ))}
        {entry.newSecrets.map(({ nodeId, displayName, member }) => (
          <Note key={`new ${nodeId} ${member}`} kind="info">
            {t('secretNew', { node: displayName, member: memberName(nodeId, member) })}
          </Note>
        ))}
        {entry.problems
          // What is told in the lines above need not be told twice.
          .filter(({ code }) => !TOLD.has(code))
          .map((problem) => {
            const node = problem.nodeId === undefined ? undefined : nodeOf(document, problem.nodeId);
            return (
              <Note
                key={`problem ${problem.code} ${problem.nodeId} ${problem.outcome} ${problem.path} ${problem.message}`}
                kind={problem.severity}
              >
                {node === undefined ? '' : `${node.displayName}: `}
                {problemText(problem, node === undefined ? undefined : catalogue.get(node.type))}
              </Note>
            );
          })}
      </ul>
      {action !== 'change' ? null : (
        <details className={classes.details} open={differences.length <= 12}>
          <summary>
            {t('differences')} ({differences.length})
          </summary>
          <ul className={classes.differences}>
            {differences.slice(0, MOST).map(({ id, kind, text, before, after }) => (
              <li key={id} data-kind={kind}>
                {text}
                {before === undefined || after === undefined ? null : (
                  <dl className={classes.values}>
                    <dt>{t('before')}</dt>
                    <dd>{before}</dd>
                    <dt>{t('after')}</dt>
                    <dd>{after}</dd>
                  </dl>
                )}
              </li>
            ))}
            {differences.length > MOST ? <li>{t('moreDifferences', { count: differences.length - MOST })}</li> : null}
          </ul>
        </details>
      )}
    </li>
  );
}

const PART_TEXTS = {
  script: { add: 'scriptNew', change: 'scriptChanged' },
  emailTemplate: { add: 'emailTemplateNew', change: 'emailTemplateChanged' },
  theme: { add: 'themeNew', change: 'themeChanged' },
  socialProvider: { add: 'providerNew', change: 'providerChanged' },
  samlEntity: { add: 'samlNew', change: 'samlChanged' },
  circleOfTrust: { add: 'circleNew', change: 'circleChanged' },
} as const;

const TOLD = new Set(['journey.inner_unknown', 'journey.unknown_node', 'journey.unknown_version', 'journey.secret_missing']);

const ICONS = { error: IconXboxX, warning: IconAlertTriangle, info: IconInfoCircle };

function Note({ kind, children }: { readonly kind: keyof typeof ICONS; readonly children: ReactNode }) {
  const Icon = ICONS[kind];
  return (
    <li>
      <Icon size={16} aria-hidden className={kind === 'info' ? undefined : classes[kind]} />
      <span>{children}</span>
    </li>
  );
}
