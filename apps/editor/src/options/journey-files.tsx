import { Button, Group, Text } from '@mantine/core';
import { IconDownload, IconFileImport } from '@tabler/icons-react';
import { useCanvasUiStore } from '../canvas/use-canvas-ui.ts';
import { t } from '../transfer/messages.ts';
import classes from './options.module.css';

/** The journey as a file, in and out. */
export function JourneyFiles() {
  const ui = useCanvasUiStore();
  return (
    <section className={classes.part} aria-label={t('files')}>
      <div>
        <h2 className={classes.heading}>{t('files')}</h2>
        <Text size="xs" c="dimmed">
          {t('filesHelp')}
        </Text>
      </div>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          onClick={() => ui.setState({ transfer: { kind: 'export' } })}
        >
          {t('export')}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconFileImport size={14} aria-hidden />}
          onClick={() => ui.setState({ transfer: { kind: 'import' } })}
        >
          {t('import')}
        </Button>
      </Group>
    </section>
  );
}
