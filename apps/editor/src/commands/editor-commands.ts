import { ARRANGE_COMMANDS } from './arrange-commands.ts';
import { EDIT_COMMANDS } from './edit-commands.ts';
import type { EditorCommand } from './editor-command.ts';
import { NODE_COMMANDS } from './node-commands.ts';
import { VIEW_COMMANDS } from './view-commands.ts';

/** Everything that an author can do with a journey, in the order of the menus. */
export const EDITOR_COMMANDS: readonly EditorCommand[] = [...EDIT_COMMANDS, ...NODE_COMMANDS, ...ARRANGE_COMMANDS, ...VIEW_COMMANDS];
