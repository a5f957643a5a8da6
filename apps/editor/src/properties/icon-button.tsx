import { ActionIcon, Tooltip } from '@mantine/core';
import type { ReactNode, Ref } from 'react';

/** A small button with a picture; what it does is its name, and stands beside it when somebody lingers. */
export function IconButton({
  label,
  danger = false,
  disabled = false,
  onClick,
  ref,
  step,
  children,
}: {
  readonly label: string;
  /** Whether it takes something away. */
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
  readonly ref?: Ref<HTMLButtonElement>;
  /** Which way it moves something, for whoever brings the focus back to it. */
  readonly step?: -1 | 1;
  readonly children: ReactNode;
}) {
  return (
    <Tooltip label={label} openDelay={500} disabled={disabled}>
      <ActionIcon
        ref={ref}
        variant="subtle"
        {...(danger ? { color: 'red' } : {})}
        aria-label={label}
        disabled={disabled}
        onClick={onClick}
        data-step={step}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
