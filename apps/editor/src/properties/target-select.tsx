import { Select } from '@mantine/core';
import { FAILURE_ID, type JourneyDocument, SUCCESS_ID } from '@waygate/schema';
import { useMemo } from 'react';
import { nameOf } from '../canvas/name-of.ts';
import { useDocument, useEditor } from '../editor/use-editor.ts';
import { t } from './messages.ts';

/** Chooses where a wire leads: any node of the canvas or an end, found by name. */
export function TargetSelect({
  label,
  value,
  onChange,
  isRequired = false,
  error,
}: {
  readonly label: string;
  readonly value: string | undefined;
  /** @param target undefined for nowhere */
  readonly onChange: (target: string | undefined) => void;
  /** Whether nowhere is no choice. */
  readonly isRequired?: boolean;
  readonly error?: string | undefined;
}) {
  const document = useDocument();
  const readOnly = useEditor((state) => state.readOnly);
  const targets = useMemo(() => targetsOf(document), [document]);
  return (
    <Select
      label={label}
      data={targets}
      value={value ?? null}
      onChange={(next) => onChange(next ?? undefined)}
      placeholder={t('nowhere')}
      searchable
      clearable={!isRequired}
      allowDeselect={false}
      clearButtonProps={{ 'aria-label': t('removeWireOf', { outcome: label }) }}
      disabled={readOnly}
      error={error}
      size="xs"
    />
  );
}

/** Names that several have come with the beginning of the id. */
function targetsOf(document: JourneyDocument) {
  const all = [SUCCESS_ID, FAILURE_ID, ...Object.keys(document.nodes)].map((id) => ({ value: id, label: nameOf(document, id) }));
  const counts = new Map<string, number>();
  for (const { label } of all) counts.set(label, (counts.get(label) ?? 0) + 1);
  return all.map(({ value, label }) => ({ value, label: (counts.get(label) ?? 0) > 1 ? `${label} (${value.slice(0, 8)})` : label }));
}
