import { Button, Group } from '@mantine/core';
import { EDITOR_COMMANDS } from '../commands/editor-commands.ts';
import { type CommandKey, t as commandText } from '../commands/messages.ts';
import { useCommandContext } from '../commands/use-command-context.ts';
import { useEditor } from '../editor/use-editor.ts';
import { t } from './messages.ts';
import classes from './properties.module.css';

const ACTIONS: readonly CommandKey[] = ['duplicate', 'group', 'delete', 'deselect'];
const ARRANGE: readonly CommandKey[] = [
  'tidySelection',
  'alignLeft',
  'alignCenter',
  'alignRight',
  'alignTop',
  'alignMiddle',
  'alignBottom',
  'spreadHorizontally',
  'spreadVertically',
];

/** How many of what. */
export interface SelectionCounts {
  readonly nodes: number;
  readonly children: number;
  readonly ends: number;
  readonly notes: number;
  readonly wires: number;
}

/** What can be done to several things at once. */
export function SeveralProperties({ counts }: { readonly counts: SelectionCounts }) {
  const facts = [
    [t('severalNodes'), counts.nodes],
    [t('severalChildren'), counts.children],
    [t('severalEnds'), counts.ends],
    [t('severalNotes'), counts.notes],
    [t('severalWires'), counts.wires],
  ] as const;
  const count = facts.reduce((sum, [, one]) => sum + one, 0);
  return (
    <>
      <h2>{t('several', { count })}</h2>
      <dl className={classes.facts}>
        {facts
          .filter(([, one]) => one > 0)
          .map(([label, one]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{one}</dd>
            </div>
          ))}
      </dl>
      <Commands title={t('actions')} ids={ACTIONS} />
      <Commands title={t('arrange')} ids={ARRANGE} />
    </>
  );
}

function Commands({ title, ids }: { readonly title: string; readonly ids: readonly CommandKey[] }) {
  const context = useCommandContext();
  const state = useEditor((all) => all);
  return (
    <section className={classes.section} aria-label={title}>
      <h3>{title}</h3>
      <Group gap={6}>
        {EDITOR_COMMANDS.filter(({ id }) => ids.includes(id)).map((command) => (
          <Button
            key={command.id}
            size="xs"
            variant="default"
            disabled={!command.isEnabled(state) || (command.changes === true && state.readOnly)}
            onClick={() => command.run(context)}
          >
            {commandText(command.id)}
          </Button>
        ))}
      </Group>
    </section>
  );
}
