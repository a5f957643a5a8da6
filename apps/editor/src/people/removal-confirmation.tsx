import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDialogWork } from '../app/dialog-work.ts';
import { t } from './messages.ts';

interface RemovalConfirmationProps {
  readonly title: string;
  /** What follows from it. */
  readonly text: string;
  /** What the button is called that does it; that of a removal when left out. */
  readonly act?: string;
  readonly close: () => void;
  readonly agree: () => Promise<void>;
}

/** Asks whether something is really to be removed. */
export function RemovalConfirmation({ title, text, act = t('remove'), close, agree }: RemovalConfirmationProps) {
  const work = useDialogWork(close);
  return (
    <Modal opened onClose={work.close} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        <Text size="sm">{text}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={work.close} disabled={work.isBusy} data-autofocus>
            {t('cancel')}
          </Button>
          <Button color="red" loading={work.isBusy} onClick={() => void work.run(agree).then(close)}>
            {act}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
