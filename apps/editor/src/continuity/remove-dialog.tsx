import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ProviderHealthView } from '@waygate/schema';
import { admin } from '../app/admin.tsx';
import { DialogFailure } from './dialog-failure.tsx';
import { t } from './messages.ts';
import type { ProviderDialogProps } from './provider-dialog-props.ts';
import { useDialogAct } from './use-dialog-act.ts';

/** Asks before a provider is no longer watched. */
export function RemoveDialog({ realm, provider: { id, name }, close }: ProviderDialogProps<ProviderHealthView>) {
  const dialog = useDialogAct(realm, close);
  return (
    <Modal opened onClose={dialog.close} title={t('removeTitle', { name })} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        <Text size="sm">{t('removeText')}</Text>
        <DialogFailure text={dialog.failure} />
        <Group justify="flex-end">
          <Button variant="default" onClick={dialog.close} disabled={dialog.isBusy} data-autofocus>
            {t('cancel')}
          </Button>
          <Button
            color="red"
            loading={dialog.isBusy}
            onClick={() => void dialog.act(() => admin.unwatchProvider(realm, id), t('removed', { name }))}
          >
            {t('remove')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
