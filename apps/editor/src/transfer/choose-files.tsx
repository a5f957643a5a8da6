import { Button, FileButton, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { limitValues } from './file-limits.ts';
import { t } from './messages.ts';
import { type ReadFiles, readFiles, readPasted } from './read-files.ts';
import classes from './transfer.module.css';

/** Takes files: chosen, or as pasted text. Dropped ones are taken by the page around. */
export function ChooseFiles({
  text,
  setText,
  take,
  cancel,
}: {
  /** What is pasted so far. */
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly take: (read: Promise<ReadFiles>) => void;
  readonly cancel: () => void;
}) {
  return (
    <Stack>
      <div className={classes.drop}>
        <IconFileUpload size={32} aria-hidden />
        <Text size="sm">{t('dropHere')}</Text>
        <FileButton multiple accept="application/json,.json" onChange={(files) => take(readFiles(files))}>
          {(props) => (
            <Button {...props} data-autofocus>
              {t('chooseFiles')}
            </Button>
          )}
        </FileButton>
        <Text size="xs" c="dimmed">
          {t('kinds')} {t('limits', limitValues)}
        </Text>
      </div>
      <Textarea
        label={t('paste')}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        minRows={3}
        maxRows={8}
        autosize
        spellCheck={false}
      />
      <Group justify="flex-end">
        <Button variant="default" onClick={cancel}>
          {t('cancel')}
        </Button>
        <Button variant="default" disabled={text === ''} onClick={() => take(Promise.resolve(readPasted(text)))}>
          {t('readPasted')}
        </Button>
      </Group>
    </Stack>
  );
}
