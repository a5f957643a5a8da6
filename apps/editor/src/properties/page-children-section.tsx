import { Badge, Select, Text } from '@mantine/core';
import { IconArrowBarRight, IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { childReferences, type JourneyNode } from '@waygate/schema';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useAddNode } from '../canvas/use-add-node.ts';
import { useCanvasUiStore } from '../canvas/use-canvas-ui.ts';
import { moveOffPage, moveWithinPages, removeFromPage } from '../document/edit-page.ts';
import { placeOf } from '../document/move-nodes.ts';
import { own } from '../document/own.ts';
import { childIds } from '../document/page-children.ts';
import { placeOnPage } from '../document/page-order.ts';
import { useDocument, useEditor, useEditorStore } from '../editor/use-editor.ts';
import { NodeIcon } from '../palette/node-icon.tsx';
import { IconButton } from './icon-button.tsx';
import { JumpLink } from './jump-link.tsx';
import { t } from './messages.ts';
import classes from './properties.module.css';

/** Above a page, where a node goes that is taken off it; units of the canvas. */
const ABOVE_PAGE = 140;

/** The nodes on a page in their order: add, order, take off, go to. */
export function PageChildrenSection({ pageId, page }: { readonly pageId: string; readonly page: JourneyNode }) {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const document = useDocument();
  const problems = useEditor((state) => state.problems);
  const catalogue = useEditor((state) => state.catalogue);
  const readOnly = useEditor((state) => state.readOnly);
  const list = useRef<HTMLOListElement>(null);
  const [moved, setMoved] = useState<{ readonly id: string; readonly step: -1 | 1 }>();
  const references = childReferences(page.config);

  // The row moved away under the focus: it stays with the node, so that it can be moved on.
  useEffect(() => {
    if (moved === undefined) return;
    const row = list.current?.querySelector(`[data-page-child="${CSS.escape(moved.id)}"]`);
    const again = row?.querySelector<HTMLButtonElement>(`[data-step="${moved.step}"]:not(:disabled)`);
    (again ?? row?.querySelector<HTMLButtonElement>('button:not(:disabled)'))?.focus();
    setMoved(undefined);
  }, [moved]);

  const nameOfChild = (id: string, fallback: string) => own(document.innerNodes, id)?.displayName || fallback || id;
  const move = (id: string, name: string, step: -1 | 1) => {
    const index = references.findIndex(({ _id }) => _id === id) + step;
    if (readOnly || index < 0 || index >= references.length) return;
    store.getState().change(t('pageOrder'), (before) => moveWithinPages(before, id, pageId, index));
    ui.getState().say(t('pagePlace', { name, place: index + 1, count: references.length }));
    setMoved({ id, step });
  };
  const onKeyDown = (event: KeyboardEvent, id: string, name: string) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    move(id, name, event.key === 'ArrowUp' ? -1 : 1);
  };
  const takeOff = (id: string, name: string) => {
    const { x, y } = placeOf(document, pageId);
    store.getState().change(t('pageOff', { name }), (before) => moveOffPage(before, id, { x, y: y - ABOVE_PAGE }));
    ui.getState().say(t('pageOff', { name }));
    list.current?.focus();
  };
  const remove = (id: string, name: string) => {
    store.getState().change(t('pageDeleted', { name }), (before) => removeFromPage(before, id));
    ui.getState().say(t('pageDeleted', { name }));
    list.current?.focus();
  };

  return (
    <section className={classes.section} aria-label={t('nodesOnPage')}>
      <h3>{t('nodesOnPage')}</h3>
      {references.length === 0 ? <p className={classes.help}>{t('pageEmpty')}</p> : <p className={classes.help}>{t('pageKeys')}</p>}
      <ol className={classes.rows} ref={list} tabIndex={-1} aria-label={t('nodesOnPage')}>
        {references.map(({ _id: id, nodeType, displayName }, index) => {
          const child = own(document.innerNodes, id);
          const name = nameOfChild(id, displayName);
          const count = problems.filter(({ nodeId }) => nodeId === id).length;
          return (
            <li key={id} className={classes.child} data-page-child={id} onKeyDown={(event) => onKeyDown(event, id, name)}>
              <NodeIcon name={catalogue.get(nodeType)?.icon} size={16} />
              <span className={classes.grow}>
                {child === undefined ? t('pageMissing', { name }) : <JumpLink id={id} text={name} />}
                {count === 0 ? null : (
                  <Badge size="xs" ml={6} variant="light" color="red" c="var(--danger)" tt="none">
                    {t('problemCount', { count })}
                  </Badge>
                )}
              </span>
              <div className={classes.buttons}>
                <IconButton step={-1} label={t('pageUp', { name })} disabled={readOnly || index === 0} onClick={() => move(id, name, -1)}>
                  <IconArrowUp size={16} aria-hidden />
                </IconButton>
                <IconButton
                  step={1}
                  label={t('pageDown', { name })}
                  disabled={readOnly || index === references.length - 1}
                  onClick={() => move(id, name, 1)}
                >
                  <IconArrowDown size={16} aria-hidden />
                </IconButton>
                <IconButton label={t('pageOff', { name })} disabled={readOnly || child === undefined} onClick={() => takeOff(id, name)}>
                  <IconArrowBarRight size={16} aria-hidden />
                </IconButton>
                <IconButton danger label={t('pageDelete', { name })} disabled={readOnly} onClick={() => remove(id, name)}>
                  <IconTrash size={16} aria-hidden />
                </IconButton>
              </div>
            </li>
          );
        })}
      </ol>
      {readOnly ? null : <AddToPage pageId={pageId} />}
    </section>
  );
}

function AddToPage({ pageId }: { readonly pageId: string }) {
  const store = useEditorStore();
  const addNode = useAddNode();
  const catalogue = useEditor((state) => state.catalogue);
  const types = [...catalogue.values()].filter(({ kind }) => kind === 'plain');
  const add = (id: string | null) => {
    const type = id === null ? undefined : catalogue.get(id);
    if (type === undefined) return;
    const { history, outcomes } = store.getState();
    const counts = childIds(history.present, pageId).map((childId) => {
      const child = own(history.present.innerNodes, childId);
      return child === undefined ? 0 : (outcomes.outcomesOfChild(child)?.length ?? 0);
    });
    addNode(type, { kind: 'page', pageId, index: placeOnPage(counts, type.outcomes.length) });
    // Whoever fills a page goes on with it; a node is set up by going to it.
    store.getState().select([pageId]);
  };
  return (
    <Select
      size="xs"
      label={t('pageAdd')}
      data={types.map(({ type, displayName }) => ({ value: type, label: displayName }))}
      value={null}
      searchable
      onChange={add}
      renderOption={({ option }) => (
        <div>
          <Text size="sm">{option.label}</Text>
          <Text size="xs" c="dimmed" lineClamp={1}>
            {catalogue.get(option.value)?.summary}
          </Text>
        </div>
      )}
    />
  );
}
