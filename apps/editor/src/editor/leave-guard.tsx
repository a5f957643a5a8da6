import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useBlocker } from 'react-router';
import { useDraftKeeper } from './draft-keeper-context.ts';
import { t } from './messages.ts';

/** Asks before the author leaves the canvas with work that neither the server nor this browser has. */
export function LeaveGuard() {
  const keeper = useDraftKeeper();
  const blocker = useBlocker(() => keeper.isAtRisk);
  const stay = () => blocker.state === 'blocked' && blocker.reset();
  return (
    <Modal opened={blocker.state === 'blocked'} onClose={stay} title={t('leaveTitle')} closeButtonProps={{ 'aria-label': t('stay') }}>
      <Stack>
        <Text size="sm">{t('leave')}</Text>
        <Group justify="flex-end">
          <Button color="red" variant="outline" onClick={() => blocker.state === 'blocked' && blocker.proceed()}>
            {t('leaveAnyway')}
          </Button>
          <Button onClick={stay} data-autofocus>
            {t('stay')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
