import { UnstyledButton } from '@mantine/core';
import type { JourneyProblem, JsonObject } from '@waygate/schema';
import { useEffect, useMemo, useRef } from 'react';
import { useCanvasUiStore } from '../canvas/use-canvas-ui.ts';
import { nodeOf } from '../document/edit-node.ts';
import { useEditor } from '../editor/use-editor.ts';
import { fieldProblemText } from '../problems/problem-text.ts';
import type { ConfigField, FieldKind } from './config-field.ts';
import { isSameJson, readConfigValue } from './config-value.ts';
import { defaultText } from './default-text.ts';
import { ChoiceField, ChoicesField } from './fields/choice-field.tsx';
import { ColorField } from './fields/color-field.tsx';
import type { FieldProps } from './fields/field-props.ts';
import { FlagField } from './fields/flag-field.tsx';
import { JourneyField } from './fields/journey-field.tsx';
import { JsonField } from './fields/json-field.tsx';
import { KeyValueField } from './fields/key-value-field.tsx';
import { ListField } from './fields/list-field.tsx';
import { LocalizedField } from './fields/localized-field.tsx';
import { NodeTypeField } from './fields/node-type-field.tsx';
import { NumberField } from './fields/number-field.tsx';
import { ReferenceField } from './fields/reference-field.tsx';
import { ScriptField } from './fields/script-field.tsx';
import { SecretField } from './fields/secret-field.tsx';
import { MultilineField, TextField } from './fields/text-field.tsx';
import { UrlField } from './fields/url-field.tsx';
import { WrongValue } from './fields/wrong-value.tsx';
import { focusWhenDrawn } from './focus-panel.ts';
import { t } from './messages.ts';
import { wrongMembersOf } from './problems-of-node.ts';
import classes from './properties.module.css';
import { useFieldEdit } from './use-field-edit.ts';

/** One field of a node's configuration: its control, what the server says of it, its default and the way back to that. */
export function ConfigFieldView({
  id,
  field,
  config,
  problems,
}: {
  readonly id: string;
  readonly field: ConfigField;
  readonly config: JsonObject;
  readonly problems: readonly JourneyProblem[];
}) {
  const edit = useFieldEdit(id, field);
  const ui = useCanvasUiStore();
  const frame = useRef<HTMLDivElement>(null);
  const read = readConfigValue(field, config);
  const type = useEditor(({ catalogue, history }) => catalogue.get(nodeOf(history.present, id)?.type ?? ''));
  const textOfAll = (all: readonly JourneyProblem[]) => [...new Set(all.map((problem) => fieldProblemText(problem, type)))].join('\n');
  const error = textOfAll(problems.filter(({ severity }) => severity === 'error')) || undefined;
  // A text that lacks a language says so itself, with a way to add it.
  const warning = textOfAll(problems.filter(({ severity, code }) => severity === 'warning' && code !== 'journey.translation_missing'));
  const isChanged = read.state !== 'default' && field.kind !== 'secret' && !isSameJson(read.value, field.byDefault);
  const wrongMembers = useMemo(() => wrongMembersOf(field.key, problems), [field.key, problems]);
  const said = defaultText(field);
  const reset = () => {
    edit.set(
      field.byDefault === undefined ? undefined : structuredClone(field.byDefault),
      t('resetStep', { field: field.title, name: edit.nodeName() }),
    );
    focusField();
  };
  // The button that was pressed goes away with what it did.
  const focusField = () =>
    focusWhenDrawn(frame.current, `[data-field="${CSS.escape(field.key)}"] :is(input, textarea, button):not(:disabled)`);
  useEffect(() => {
    // Whoever types in it cannot see the text below appear, or may not see it at all.
    if (error !== undefined && frame.current?.contains(document.activeElement) === true) ui.getState().say(`${field.title}: ${error}`);
  }, [error, field.title, ui]);
  return (
    <div className={classes.field} data-field={field.key} ref={frame}>
      {read.state === 'wrong' ? (
        <WrongValue field={field} value={read.value} expected={read.expected} edit={edit} replaced={focusField} />
      ) : (
        control(field, { value: read.value, error, wrongMembers, edit })
      )}
      {warning === '' ? null : <p className={classes.warning}>{warning}</p>}
      {isChanged && (said !== undefined || !field.isRequired) ? (
        <div className={classes.footer}>
          {said === undefined ? null : <span>{t('byDefault', { value: said })}</span>}
          {read.state === 'wrong' ? null : (
            <UnstyledButton
              className={classes.link}
              disabled={edit.disabled}
              onClick={reset}
              aria-label={t(said === undefined ? 'clearField' : 'resetField', { field: field.title })}
            >
              {said === undefined ? t('clear') : t('reset')}
            </UnstyledButton>
          )}
        </div>
      ) : null}
    </div>
  );
}

function control(field: ConfigField, rest: Omit<FieldProps<FieldKind>, 'field'>) {
  switch (field.kind) {
    case 'text':
      return <TextField field={field} {...rest} />;
    case 'multiline':
      return <MultilineField field={field} {...rest} />;
    case 'url':
      return <UrlField field={field} {...rest} />;
    case 'color':
      return <ColorField field={field} {...rest} />;
    case 'secret':
      return <SecretField field={field} {...rest} />;
    case 'journey':
      return <JourneyField field={field} {...rest} />;
    case 'script':
      return <ScriptField field={field} {...rest} />;
    case 'node-type':
      return <NodeTypeField field={field} {...rest} />;
    case 'theme':
    case 'email-template':
    case 'secret-label':
      return <ReferenceField field={field} {...rest} />;
    case 'number':
      return <NumberField field={field} {...rest} />;
    case 'flag':
      return <FlagField field={field} {...rest} />;
    case 'choice':
      return <ChoiceField field={field} {...rest} />;
    case 'choices':
      return <ChoicesField field={field} {...rest} />;
    case 'list':
      return <ListField field={field} {...rest} />;
    case 'key-value':
      return <KeyValueField field={field} {...rest} />;
    case 'localized':
      return <LocalizedField field={field} {...rest} />;
    case 'json':
      return <JsonField field={field} {...rest} />;
    case 'children':
      // The nodes on a page have a part of their own in the panel.
      return null;
  }
}
