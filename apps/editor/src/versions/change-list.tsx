import { List, ScrollArea, ThemeIcon } from '@mantine/core';
import { IconMinus, IconPencil, IconPlus } from '@tabler/icons-react';
import type { ChangeLine } from './change-lines.ts';

const SIGNS = { added: [IconPlus, 'green'], removed: [IconMinus, 'red'], changed: [IconPencil, 'accent'] } as const;

/** What changes, one line for each thing; long lists scroll. */
export function ChangeList({ lines, label }: { readonly lines: readonly ChangeLine[]; readonly label: string }) {
  return (
    <ScrollArea.Autosize mah={240} viewportProps={{ tabIndex: 0, role: 'group', 'aria-label': label }} offsetScrollbars>
      <List size="sm" spacing={4} center>
        {lines.map(({ id, kind, text }) => {
          const [Icon, color] = SIGNS[kind];
          return (
            <List.Item
              key={id}
              icon={
                <ThemeIcon color={color} variant="light" size="sm" radius="xl">
                  <Icon size={12} aria-hidden />
                </ThemeIcon>
              }
            >
              {text}
            </List.Item>
          );
        })}
      </List>
    </ScrollArea.Autosize>
  );
}
