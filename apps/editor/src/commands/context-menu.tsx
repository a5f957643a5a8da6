import { Menu, Text } from '@mantine/core';
import classes from '../canvas/canvas.module.css';
import { useCanvasUi, useCanvasUiStore } from '../canvas/use-canvas-ui.ts';
import { useEditorStore } from '../editor/use-editor.ts';
import { EDITOR_COMMANDS } from './editor-commands.ts';
import { t } from './messages.ts';
import { shortcutText } from './shortcut.ts';
import { useCommandContext } from './use-command-context.ts';

const GROUPS = ['edit', 'nodes', 'arrange', 'view'] as const;

/** What can be done here, with its shortcuts. */
export function ContextMenu() {
  const context = useCommandContext();
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const menu = useCanvasUi((state) => state.menu);
  const state = store.getState();
  const offered = (group: (typeof GROUPS)[number]) =>
    EDITOR_COMMANDS.filter((one) => one.group === group && one.isEnabled(state) && !(state.readOnly && one.changes === true));
  return (
    <Menu
      opened={menu !== undefined}
      onClose={() => {
        ui.setState({ menu: undefined });
        // A dialog that the command opened takes the focus when it is drawn.
        document.querySelector<HTMLElement>('[data-canvas]')?.focus({ preventScroll: true });
      }}
      position="bottom-start"
      // It takes the side with more room and scrolls there: what reaches below the window would make the page itself move.
      middlewares={{ flip: true, shift: true, size: { padding: 8 } }}
      width={300}
      shadow="md"
      withinPortal
      returnFocus={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-hidden
          className={classes.menuAnchor}
          style={{ left: menu?.screen.x ?? -10, top: menu?.screen.y ?? -10 }}
        />
      </Menu.Target>
      <Menu.Dropdown style={{ overflowY: 'auto' }}>
        {menu === undefined
          ? null
          : GROUPS.filter((group) => offered(group).length > 0).map((group) => (
              // biome-ignore lint/a11y/useSemanticElements: a fieldset has no place in a menu.
              <div key={group} role="group" aria-label={t(group)}>
                <Menu.Label aria-hidden>{t(group)}</Menu.Label>
                {offered(group).map((command) => (
                  <Menu.Item
                    key={command.id}
                    rightSection={
                      command.keys?.[0] === undefined ? null : (
                        <Text size="xs" c="dimmed" component="kbd">
                          {shortcutText(command.keys[0])}
                        </Text>
                      )
                    }
                    onClick={() => command.run(context)}
                  >
                    {t(command.id)}
                  </Menu.Item>
                ))}
              </div>
            ))}
      </Menu.Dropdown>
    </Menu>
  );
}
