import { Button, Group, Modal, NumberInput, Stack, Text } from '@mantine/core';
import type { ProviderHealthView } from '@waygate/schema';
import { type FormEvent, useState } from 'react';
import { admin } from '../app/admin.tsx';
import { DialogFailure } from './dialog-failure.tsx';
import { LONGEST_MINUTES } from './longest-minutes.ts';
import { t } from './messages.ts';
import type { ProviderDialogProps } from './provider-dialog-props.ts';
import { useDialogAct } from './use-dialog-act.ts';

const USUAL_MINUTES = 10;

/** Asks before an outage is rehearsed, and for how long. */
export function SimulationDialog({ realm, provider: { id, name }, close }: ProviderDialogProps<ProviderHealthView>) {
  const dialog = useDialogAct(realm, close);
  const [minutes, setMinutes] = useState<string | number>(USUAL_MINUTES);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typeof minutes === 'number') void dialog.act(() => admin.simulateOutage(realm, id, minutes), t('rehearsalBegun'));
  };
  return (
    <Modal opened onClose={dialog.close} title={t('rehearseTitle', { name })} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">{t('rehearseText')}</Text>
          <NumberInput
            label={t('minutes')}
            value={minutes}
            onChange={setMinutes}
            min={1}
            max={LONGEST_MINUTES}
            allowDecimal={false}
            hideControls
            required
            data-autofocus
          />
          <DialogFailure text={dialog.failure} />
          <Group justify="flex-end">
            <Button variant="default" onClick={dialog.close} disabled={dialog.isBusy}>
              {t('cancel')}
            </Button>
            <Button type="submit" color="red" loading={dialog.isBusy} disabled={typeof minutes !== 'number'}>
              {t('rehearseButton')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
