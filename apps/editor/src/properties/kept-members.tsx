import { IconTrash } from '@tabler/icons-react';
import type { Json } from '@waygate/schema';
import { nameOf } from '../canvas/name-of.ts';
import { setConfigMember } from '../document/edit-config.ts';
import { useEditor, useEditorStore } from '../editor/use-editor.ts';
import { focusPanel } from './focus-panel.ts';
import { IconButton } from './icon-button.tsx';
import { t } from './messages.ts';
import classes from './properties.module.css';

/** Members of a configuration that this server has no field for. */
export function KeptMembers({ id, members }: { readonly id: string; readonly members: readonly (readonly [string, Json])[] }) {
  const store = useEditorStore();
  const readOnly = useEditor((state) => state.readOnly);
  if (members.length === 0) return null;
  return (
    <section className={classes.section} aria-label={t('kept')}>
      <h3>{t('kept')}</h3>
      <p className={classes.help}>{t('keptHelp')}</p>
      <ul className={classes.rows}>
        {members.map(([key, value]) => (
          <li key={key} className={classes.row}>
            <div className={classes.grow}>
              <code>{key}</code>
              <pre className={classes.json}>{JSON.stringify(value, null, 2)}</pre>
            </div>
            <IconButton
              danger
              label={t('keptRemove', { key })}
              disabled={readOnly}
              onClick={() => {
                focusPanel(document.activeElement);
                const { change, history } = store.getState();
                change(t('keptRemoved', { key, name: nameOf(history.present, id) }), (before) =>
                  setConfigMember(before, id, key, undefined),
                );
              }}
            >
              <IconTrash size={16} aria-hidden />
            </IconButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
