import { Select } from '@mantine/core';
import { useMemo, useState } from 'react';
import { targetChoices } from '../canvas/target-choices.ts';
import { useDocument, useEditor } from '../editor/use-editor.ts';
import { t } from './messages.ts';

/** How many are listed at once; a longer list is searched. */
const MANY = 200;

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
  const [isOpen, setOpen] = useState(false);
  const targets = useMemo(() => targetChoices(document), [document]);
  return (
    <Select
      label={label}
      // A journey can have a thousand targets: a list that is closed holds only the one that is chosen.
      data={isOpen ? targets : targets.filter((target) => target.value === value)}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      value={value ?? null}
      onChange={(next) => onChange(next ?? undefined)}
      placeholder={t('nowhere')}
      searchable
      limit={MANY}
      clearable={!isRequired}
      allowDeselect={false}
      clearButtonProps={{ 'aria-label': t('removeWireOf', { outcome: label }) }}
      disabled={readOnly}
      error={error}
      size="xs"
    />
  );
}
