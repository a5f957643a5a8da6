import { Button, Group, Modal, NumberInput, Radio, Stack, Text, TextInput } from '@mantine/core';
import { type OverrideRequest, overrideRequest, type ProviderHealthView } from '@waygate/schema';
import { type FormEvent, useState } from 'react';
import { admin } from '../app/admin.tsx';
import { DialogFailure } from './dialog-failure.tsx';
import { LONGEST_MINUTES } from './longest-minutes.ts';
import { t } from './messages.ts';
import type { ProviderDialogProps } from './provider-dialog-props.ts';
import { useDialogAct } from './use-dialog-act.ts';

const STATES = ['offline', 'online', 'blocked'] as const satisfies readonly OverrideRequest['state'][];
const USUAL_MINUTES = 60;

/** Sets how a provider is in the place of what its checks find, for a time and with a reason. */
export function OverrideDialog({ realm, provider: { id, name, mode }, close }: ProviderDialogProps<ProviderHealthView>) {
  const dialog = useDialogAct(realm, close);
  const isManual = mode === 'MANUAL';
  const [state, setState] = useState<OverrideRequest['state']>('offline');
  const [minutes, setMinutes] = useState<string | number>(isManual ? '' : USUAL_MINUTES);
  const [reason, setReason] = useState('');
  const wish = overrideRequest.safeParse({ state, reason, ...(minutes === '' ? {} : { minutes }) });
  const isReady = wish.success && (isManual || minutes !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wish.success && isReady) void dialog.act(() => admin.overrideProvider(realm, id, wish.data), t('wasSet', { name }));
  };
  return (
    <Modal opened onClose={dialog.close} title={t('setTitle', { name })} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">{t('setText')}</Text>
          <Radio.Group label={t('setState')} value={state} onChange={(value) => setState(STATES.find((one) => one === value) ?? state)}>
            <Stack gap="xs" mt="xs">
              {STATES.map((one) => (
                <Radio key={one} value={one} label={t(one)} description={t(`setHelp_${one}`)} />
              ))}
            </Stack>
          </Radio.Group>
          <NumberInput
            label={t('minutes')}
            description={t(isManual ? 'minutesHelpManual' : 'minutesHelp')}
            value={minutes}
            onChange={setMinutes}
            min={1}
            max={LONGEST_MINUTES}
            allowDecimal={false}
            hideControls
            required={!isManual}
          />
          <TextInput
            label={t('reason')}
            description={t('reasonHelp')}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
            maxLength={500}
            required
            data-autofocus
          />
          <DialogFailure text={dialog.failure} />
          <Group justify="flex-end">
            <Button variant="default" onClick={dialog.close} disabled={dialog.isBusy}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={dialog.isBusy} disabled={!isReady}>
              {t('setButton')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
