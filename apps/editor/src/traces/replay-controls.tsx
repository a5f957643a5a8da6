import { ActionIcon, Group, Slider, Stack, Text, Tooltip } from '@mantine/core';
import {
  type Icon,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipBackFilled,
  IconPlayerSkipForwardFilled,
  IconPlayerTrackNextFilled,
  IconPlayerTrackPrevFilled,
} from '@tabler/icons-react';
import type { EditorCatalogue } from '../editor/catalogue.ts';
import { t } from './messages.ts';
import { resultText } from './result-text.ts';
import type { TraceStep } from './trace-steps.ts';
import type { Replay } from './use-replay.ts';

/** Plays a sign-on, goes step by step, and anywhere. Says each step. */
export function ReplayControls({
  replay,
  steps,
  catalogue,
}: {
  readonly replay: Replay;
  readonly steps: readonly TraceStep[];
  readonly catalogue: EditorCatalogue;
}) {
  const { position, count, isPlaying, go, toggle } = replay;
  const step = steps[position - 1];
  const sentence =
    step === undefined
      ? t('atStart')
      : t('stepText', {
          number: position,
          count,
          name: step.visit.displayName,
          result: resultText(step.visit, catalogue, step.children.at(-1)),
        });
  return (
    <Stack gap={6} role="group" aria-label={t('replay')}>
      <Group gap={4} wrap="nowrap">
        <Press label={t('first')} icon={IconPlayerSkipBackFilled} disabled={position === 0} onPress={() => go(0)} />
        <Press label={t('stepBack')} icon={IconPlayerTrackPrevFilled} disabled={position === 0} onPress={() => go(position - 1)} />
        <Press
          label={t(isPlaying ? 'pause' : 'play')}
          icon={isPlaying ? IconPlayerPauseFilled : IconPlayerPlayFilled}
          disabled={count === 0}
          onPress={toggle}
        />
        <Press label={t('stepOn')} icon={IconPlayerTrackNextFilled} disabled={position === count} onPress={() => go(position + 1)} />
        <Press label={t('last')} icon={IconPlayerSkipForwardFilled} disabled={position === count} onPress={() => go(count)} />
        <Slider
          flex={1}
          ml="sm"
          min={0}
          max={count}
          value={position}
          onChange={go}
          label={null}
          thumbLabel={t('replay')}
          thumbValueText={sentence}
        />
      </Group>
      <Text size="sm" fw={600} role="status">
        {sentence}
      </Text>
    </Stack>
  );
}

function Press({
  label,
  icon: PressIcon,
  disabled,
  onPress,
}: {
  readonly label: string;
  readonly icon: Icon;
  readonly disabled: boolean;
  readonly onPress: () => void;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size="lg" aria-label={label} disabled={disabled} onClick={onPress}>
        <PressIcon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
