import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { JourneyListItem } from '@waygate/schema';
import { t } from './messages.ts';

/** Asks before a journey is disabled on which others depend. */
export function DisableDialog({
  item,
  disable,
  close,
}: {
  readonly item: JourneyListItem;
  readonly disable: () => void;
  readonly close: () => void;
}) {
  return (
    <Modal opened onClose={close} title={t('disableTitle', { name: item.name })} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        {item.isDefault ? <Text size="sm">{t('disableDefault')}</Text> : null}
        {item.usedBy.length > 0 ? <Text size="sm">{t('disableUsed', { names: item.usedBy.join(', ') })}</Text> : null}
        <Text size="sm">{t('deleteRunning')}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            {t('cancel')}
          </Button>
          <Button color="red" onClick={disable}>
            {t('disableButton')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
