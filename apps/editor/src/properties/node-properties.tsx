import { Button, Group } from '@mantine/core';
import type { JourneyNode, PageChild } from '@waygate/schema';
import { useEffect, useMemo } from 'react';
import { nameOf } from '../canvas/name-of.ts';
import { moveOffPage } from '../document/edit-page.ts';
import { placeOf } from '../document/move-nodes.ts';
import { own } from '../document/own.ts';
import { childIds, pageOf } from '../document/page-children.ts';
import { supportedType } from '../editor/supported-type.ts';
import { useDocument, useEditor, useEditorStore } from '../editor/use-editor.ts';
import { configFieldsOf } from './config-fields-of.ts';
import { ConfigForm } from './config-form.tsx';
import { keptMembers } from './config-value.ts';
import { focusPanel } from './focus-panel.ts';
import { IssueList } from './issue-list.tsx';
import { JumpLink } from './jump-link.tsx';
import { KeptMembers } from './kept-members.tsx';
import { t } from './messages.ts';
import { NodeHeading } from './node-heading.tsx';
import { OutcomeSection } from './outcome-section.tsx';
import { PageChildrenSection } from './page-children-section.tsx';
import { problemsOfNode } from './problems-of-node.ts';
import classes from './properties.module.css';
import { Sources } from './sources.tsx';
import { UnknownNode } from './unknown-node.tsx';

/** Everything about one node, on the canvas or on a page. */
export function NodeProperties({ id, node }: { readonly id: string; readonly node: PageChild }) {
  const store = useEditorStore();
  const document = useDocument();
  const problems = useEditor((state) => state.problems);
  const type = useEditor((state) => supportedType(state.catalogue, node));
  const fields = useMemo(() => (type === undefined ? [] : configFieldsOf(type)), [type]);
  const sorted = useMemo(() => problemsOfNode(problems, id, fields), [problems, id, fields]);
  // What stands on a page is no field of the form, so what is said of it stands at the head.
  const ofChildren = fields.flatMap(({ kind, key }) => (kind === 'children' ? (sorted.byField.get(key) ?? []) : []));
  const others = [...sorted.others, ...ofChildren].filter(
    ({ code }) => code !== 'journey.unknown_node' && code !== 'journey.unknown_version',
  );
  const placed = own(document.nodes, id);
  // Whoever goes to another node has ended what they typed in this one.
  useEffect(() => () => store.getState().endGesture(), [store]);
  return (
    <>
      <NodeHeading id={id} node={node} type={type} />
      <IssueList problems={others} type={type} />
      {placed === undefined ? <PagePlace id={id} name={nameOf(document, id)} /> : null}
      {type === undefined ? (
        <UnknownNode node={node} />
      ) : (
        <>
          {placed !== undefined && type.kind === 'page' ? <PageChildrenSection pageId={id} page={placed} /> : null}
          <ConfigForm id={id} fields={fields} config={node.config} problems={sorted.byField} />
        </>
      )}
      {placed === undefined ? null : <Wires id={id} node={placed} problems={sorted.byOutcome} />}
      {type === undefined ? null : <KeptMembers id={id} members={keptMembers(fields, node.config)} />}
    </>
  );
}

function Wires({
  id,
  node,
  problems,
}: {
  readonly id: string;
  readonly node: JourneyNode;
  readonly problems: ReturnType<typeof problemsOfNode>['byOutcome'];
}) {
  return (
    <>
      <OutcomeSection id={id} node={node} problems={problems} />
      <Sources id={id} />
    </>
  );
}

/** Where a node stands that is on a page. */
function PagePlace({ id, name }: { readonly id: string; readonly name: string }) {
  const store = useEditorStore();
  const document = useDocument();
  const readOnly = useEditor((state) => state.readOnly);
  const pageId = pageOf(document, id);
  if (pageId === undefined) return null;
  const ids = childIds(document, pageId);
  const takeOff = (button: Element) => {
    focusPanel(button);
    const { x, y } = placeOf(document, pageId);
    store.getState().change(t('pageOff', { name }), (before) => moveOffPage(before, id, { x, y: y - 140 }));
  };
  return (
    <div className={classes.field}>
      <p className={classes.help}>
        {t('onPage', { name: nameOf(document, pageId), place: ids.indexOf(id) + 1, count: ids.length })} {t('outcomesOfChild')}
      </p>
      <Group gap="xs">
        <JumpLink id={pageId} />
        <Button size="xs" variant="default" disabled={readOnly} onClick={({ currentTarget }) => takeOff(currentTarget)}>
          {t('takeOff')}
        </Button>
      </Group>
    </div>
  );
}
