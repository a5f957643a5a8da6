import { Kbd, List, Modal, Table, Title } from '@mantine/core';
import { useCanvasUi, useCanvasUiStore } from '../canvas/use-canvas-ui.ts';
import { EDITOR_COMMANDS } from './editor-commands.ts';
import { t } from './messages.ts';
import { shortcutText } from './shortcut.ts';

const GROUPS = ['edit', 'nodes', 'arrange', 'view', 'panels'] as const;

/** Every shortcut, on one sheet. */
export function CheatSheet() {
  const ui = useCanvasUiStore();
  const opened = useCanvasUi((state) => state.showsCheatSheet);
  return (
    <Modal opened={opened} onClose={() => ui.setState({ showsCheatSheet: false })} title={t('cheatSheet')} size="lg">
      {GROUPS.map((group) => (
        <section key={group} aria-label={t(group)}>
          <Title order={3} size="h6" mt="sm">
            {t(group)}
          </Title>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('command')}</Table.Th>
                <Table.Th>{t('shortcut')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {EDITOR_COMMANDS.filter((command) => command.group === group && command.keys !== undefined).map((command) => (
                <Table.Tr key={command.id}>
                  <Table.Td>{t(command.id)}</Table.Td>
                  <Table.Td>
                    {command.keys?.map((keys) => (
                      <Kbd key={keys} mr={6}>
                        {shortcutText(keys)}
                      </Kbd>
                    ))}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      ))}
      <Title order={3} size="h6" mt="sm">
        {t('mouse')}
      </Title>
      <List size="sm">
        {(['mouseAdd', 'mouseWire', 'mouseSelect', 'mousePage'] as const).map((key) => (
          <List.Item key={key}>{t(key)}</List.Item>
        ))}
      </List>
    </Modal>
  );
}
