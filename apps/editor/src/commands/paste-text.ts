import { pasteFragment } from '../document/fragment.ts';
import type { Point } from '../document/point.ts';
import { withoutOpenSecrets } from '../document/without-open-secrets.ts';
import { newId } from '../editor/new-id.ts';
import { configFieldsOf } from '../properties/config-fields-of.ts';
import { looksLikeJourneys, readPasted } from '../transfer/read-files.ts';
import { readFragment } from './clipboard.ts';
import type { CommandContext } from './editor-command.ts';
import { t } from './messages.ts';

/** Adds nodes out of the clipboard's text at a place of the canvas, and selects them. Whole journeys are imported; other text is said to be no part of one. */
export function pasteText({ store, ui }: Pick<CommandContext, 'store' | 'ui'>, text: string, at: Point): void {
  const fragment = readFragment(text);
  if (fragment === undefined && looksLikeJourneys(text)) {
    ui.setState({ transfer: { kind: 'import', begin: Promise.resolve(readPasted(text)) } });
    return;
  }
  if (fragment === undefined) {
    ui.getState().refuse(t('notPasted'));
    return;
  }
  const { catalogue, change, history, select } = store.getState();
  const secretsOf = (type: string) => {
    const known = catalogue.get(type);
    return known === undefined ? [] : configFieldsOf(known).flatMap(({ kind, key }) => (kind === 'secret' ? [key] : []));
  };
  const { fragment: clean, count } = withoutOpenSecrets(fragment, secretsOf);
  const pasted = pasteFragment(history.present, clean, at, newId);
  const label = t(pasted.ids.length === 1 ? 'pastedOne' : 'pasted', { count: pasted.ids.length });
  change(label, () => pasted.document);
  select(pasted.ids);
  if (count > 0) ui.getState().refuse(t(count === 1 ? 'pastedOpenSecret' : 'pastedOpenSecrets', { count }));
  else ui.getState().say(label);
}
