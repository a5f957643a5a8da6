import { Alert, Button, Checkbox, Group, List, Modal, Radio, ScrollArea, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useRef, useState } from 'react';
import { admin } from '../app/admin.tsx';
import { failureText } from '../app/failure.tsx';
import { download } from './download.ts';
import { t } from './messages.ts';

/** Writes journeys to a file: in which form, with those that they run or without, and whether drafts count. */
export function ExportDialog({
  realm,
  names,
  drafts: beginWithDrafts = false,
  before,
  close,
}: {
  readonly realm: string;
  readonly names: readonly string[];
  readonly drafts?: boolean;
  /** What must be done first, such as saving a draft. */
  readonly before?: () => Promise<void>;
  readonly close: () => void;
}) {
  const [format, setFormat] = useState<'native' | 'am'>('native');
  const [withInner, setWithInner] = useState(true);
  const [drafts, setDrafts] = useState(beginWithDrafts);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const running = useRef(false);
  const isGone = useRef(false);
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
    };
  }, []);
  const fetchFile = async (use: (fileName: string, text: string) => Promise<void> | void) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setFailure(undefined);
    try {
      await before?.();
      const { fileName, text } = await admin.exportJourneys(realm, names, format, { withInner, drafts });
      // Whoever put the dialog away wants no file any more, and has another dialog open by now.
      if (!isGone.current) await use(fileName, text);
    } catch (error) {
      setFailure(failureText(error));
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  const save = (fileName: string, text: string) => {
    download(fileName, text);
    notifications.show({ message: t('downloaded', { file: fileName }) });
    close();
  };
  const copy = async (_: string, text: string) => {
    await navigator.clipboard.writeText(text).then(
      () => notifications.show({ message: t('copied') }),
      () => setFailure(t('notCopied')),
    );
  };
  const [only = ''] = names;
  return (
    <Modal
      opened
      onClose={close}
      title={names.length === 1 ? t('exportOne', { name: only }) : t('exportTitle')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack>
        {names.length === 1 ? null : (
          <ScrollArea.Autosize mah={160} viewportProps={{ tabIndex: 0, role: 'group', 'aria-label': t('exportWhat') }}>
            <List size="sm">
              {names.map((name) => (
                <List.Item key={name}>{name}</List.Item>
              ))}
            </List>
          </ScrollArea.Autosize>
        )}
        <Radio.Group label={t('format')} value={format} onChange={(next) => setFormat(next === 'am' ? 'am' : 'native')}>
          <Stack gap="xs" mt="xs">
            <Radio value="native" label={t('native')} data-autofocus />
            <Radio value="am" label={t('am')} />
          </Stack>
        </Radio.Group>
        <Checkbox label={t('withInner')} checked={withInner} onChange={({ currentTarget }) => setWithInner(currentTarget.checked)} />
        <Checkbox label={t('drafts')} checked={drafts} onChange={({ currentTarget }) => setDrafts(currentTarget.checked)} />
        <Text size="sm" c="dimmed">
          {t('secretsHelp')} {t('sameBytes')}
        </Text>
        {failure === undefined ? null : (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button variant="default" onClick={() => void fetchFile(copy)} disabled={busy}>
            {t('copy')}
          </Button>
          <Button onClick={() => void fetchFile(save)} loading={busy}>
            {t('download')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
