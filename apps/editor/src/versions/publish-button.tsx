import { Button, Modal, Tooltip } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useCanvasUi, useCanvasUiStore } from '../canvas/use-canvas-ui.ts';
import { shortcutText } from '../commands/shortcut.ts';
import { useEditor } from '../editor/use-editor.ts';
import { t } from './messages.ts';
import { PublishDialog } from './publish-dialog.tsx';

/** Opens the dialog that publishes the journey. */
export function PublishButton() {
  const ui = useCanvasUiStore();
  const opened = useCanvasUi((state) => state.publishing);
  const name = useEditor((state) => state.name);
  const readOnly = useEditor((state) => state.readOnly);
  const [busy, setBusy] = useState(false);
  // Whoever is led to what they must mend goes on there, not where they came from.
  const [leadsOn, setLeadsOn] = useState(false);
  useEffect(() => {
    if (opened) setLeadsOn(false);
  }, [opened]);
  const close = () => {
    if (!busy) ui.setState({ publishing: false });
  };
  return (
    <>
      <Tooltip label={`${t('publish')} (${shortcutText('mod+Enter')})`}>
        <Button
          size="sm"
          leftSection={<IconUpload size={16} aria-hidden />}
          onClick={() => ui.setState({ publishing: true })}
          disabled={readOnly}
        >
          {t('publish')}
        </Button>
      </Tooltip>
      <Modal
        opened={opened}
        onClose={close}
        returnFocus={!leadsOn}
        title={t('publishTitle', { name })}
        size="lg"
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <PublishDialog close={close} leadOn={() => setLeadsOn(true)} onBusy={setBusy} />
      </Modal>
    </>
  );
}
