import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useCanvasUiStore } from '../canvas/use-canvas-ui.ts';
import { useDraftKeeper } from '../editor/draft-keeper-context.ts';
import { useEditor } from '../editor/use-editor.ts';
import { t } from './messages.ts';
import { useMoved } from './use-moved.ts';

/** Says that what is live moved on since the work began, and leads to joining both. It stays until that is done. */
export function MovedBanner() {
  const moved = useMoved();
  const published = useEditor((state) => state.published);
  const isSaved = useEditor(({ saving }) => saving.state === 'saved' && saving.at === undefined);
  const keeper = useDraftKeeper();
  const ui = useCanvasUiStore();
  return (
    <div role="status">
      {moved === undefined ? null : (
        <Alert color="orange" role="group" radius={0} py="xs" icon={<IconAlertTriangle aria-hidden />}>
          <Group justify="space-between" gap="xs">
            <Text size="sm">
              {published === undefined
                ? t('gone')
                : t(isSaved ? 'movedUnchanged' : 'moved', { author: published.author, number: published.number })}
            </Text>
            {published === undefined ? null : isSaved ? (
              <Button size="xs" variant="default" onClick={() => keeper.showLive()}>
                {t('showLive', { number: published.number })}
              </Button>
            ) : (
              <Button size="xs" onClick={() => ui.setState({ merging: 'published' })}>
                {t('merge')}
              </Button>
            )}
          </Group>
        </Alert>
      )}
    </div>
  );
}
