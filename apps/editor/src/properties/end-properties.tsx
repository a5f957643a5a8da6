import { START_ID, SUCCESS_ID } from '@waygate/schema';
import { nameOf } from '../canvas/name-of.ts';
import { connect } from '../document/connect.ts';
import { START_OUTCOME } from '../document/outcome-source.ts';
import { useDocument, useEditorStore } from '../editor/use-editor.ts';
import { t } from './messages.ts';
import classes from './properties.module.css';
import { Sources } from './sources.tsx';
import { TargetSelect } from './target-select.tsx';

/** Start, Success or Failure. */
export function EndProperties({ id }: { readonly id: string }) {
  const store = useEditorStore();
  const document = useDocument();
  const name = nameOf(document, id);
  if (id !== START_ID) {
    return (
      <>
        <div>
          <h2>{name}</h2>
          <p className={classes.summary}>{id === SUCCESS_ID ? t('successHelp') : t('failureHelp')}</p>
        </div>
        <Sources id={id} />
      </>
    );
  }
  return (
    <>
      <div>
        <h2>{name}</h2>
        <p className={classes.summary}>{t('startHelp')}</p>
      </div>
      <TargetSelect
        label={t('startTo')}
        value={document.entryNodeId}
        isRequired
        onChange={(target) => {
          if (target === undefined) return;
          const source = { nodeId: START_ID, outcome: START_OUTCOME };
          store
            .getState()
            .change(t('connected', { from: name, to: nameOf(document, target) }), (before) => connect(before, source, target));
        }}
      />
    </>
  );
}
