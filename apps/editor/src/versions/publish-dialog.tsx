import { Alert, Anchor, Button, CopyButton, Group, List, Stack, Text, Textarea } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { JourneyProblem } from '@waygate/schema';
import { type FormEvent, type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useAdministrator } from '../app/admin.tsx';
import { nameOf } from '../canvas/name-of.ts';
import { useCanvasUiStore } from '../canvas/use-canvas-ui.ts';
import { shortcutText } from '../commands/shortcut.ts';
import { nodeOf } from '../document/edit-node.ts';
import { useDraftKeeper } from '../editor/draft-keeper-context.ts';
import { useDocument, useEditor, useEditorStore } from '../editor/use-editor.ts';
import { problemText } from '../problems/problem-text.ts';
import { type ChangeLine, changeLines } from './change-lines.ts';
import { ChangeList } from './change-list.tsx';
import { journeyAddress } from './journey-address.ts';
import { t } from './messages.ts';
import { type Publication, publishJourney } from './publish-journey.ts';
import { useMoved } from './use-moved.ts';

/** Shows what publishing changes and what stops it, takes a note, publishes, and says what came of it. */
export function PublishDialog({
  close,
  leadOn,
  onBusy,
}: {
  readonly close: () => void;
  /** Called before the dialog is closed because something else takes the keyboard. */
  readonly leadOn: () => void;
  readonly onBusy: (busy: boolean) => void;
}) {
  const store = useEditorStore();
  const keeper = useDraftKeeper();
  const queries = useQueryClient();
  const [note, setNote] = useState('');
  const [result, setResult] = useState<Publication>();
  const [busy, setBusy] = useState(false);
  // The state of a component is too late for the second of two clicks.
  const isRunning = useRef(false);
  const document = useDocument();
  const published = useEditor((state) => state.published);
  const catalogue = useEditor((state) => state.catalogue);
  const problems = useEditor((state) => state.problems);
  const moved = useMoved();
  const errors = problems.filter(({ severity }) => severity === 'error');
  const warnings = problems.length - errors.length;
  const lines = useMemo(
    () => (published === undefined ? [] : changeLines(published.document, document, catalogue)),
    [published, document, catalogue],
  );
  if (result?.kind === 'published') return <Published number={result.version.number} close={close} />;

  const isSame = published !== undefined && lines.length === 0;
  const canPublish = errors.length === 0 && !isSame && moved !== 'published';
  const publish = async () => {
    if (isRunning.current || !canPublish) return;
    isRunning.current = true;
    setBusy(true);
    onBusy(true);
    setResult(undefined);
    try {
      setResult(await publishJourney(store, keeper, note));
      const { realm, name } = store.getState();
      void queries.invalidateQueries({ queryKey: ['journeys', realm] });
      void queries.invalidateQueries({ queryKey: ['history', realm, name] });
    } catch (error) {
      setResult({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    } finally {
      isRunning.current = false;
      setBusy(false);
      onBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void publish();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void publish();
  };
  const stopping = errors.length > 0 ? errors : result?.kind === 'invalid' ? result.problems : [];
  return (
    <form onSubmit={submit} onKeyDown={onKeyDown} aria-busy={busy}>
      <Stack>
        <Changes lines={lines} name={document.name} number={published?.number} />
        {stopping.length > 0 ? <Stopping problems={stopping} leadOn={leadOn} close={close} /> : null}
        {warnings > 0 ? <Text size="sm">{warnings === 1 ? t('oneWarning') : t('warnings', { count: warnings })}</Text> : null}
        <Textarea
          label={t('note')}
          description={t('noteHelp')}
          value={note}
          maxLength={1_000}
          autosize
          minRows={2}
          maxRows={6}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
          data-autofocus
        />
        {moved === undefined ? null : <Moved moved={moved} close={close} />}
        {result === undefined ? null : <Refusal result={result} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close} disabled={busy}>
            {t('cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={!canPublish} rightSection={<Text size="xs">{shortcutText('mod+Enter')}</Text>}>
            {t('publish')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Changes({
  lines,
  name,
  number,
}: {
  readonly lines: readonly ChangeLine[];
  readonly name: string;
  readonly number: number | undefined;
}) {
  if (number === undefined) return <Text size="sm">{t('first', { name })}</Text>;
  if (lines.length === 0) return <Text size="sm">{t('nothingChanged', { number })}</Text>;
  const label = t('changes', { number });
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {label}
      </Text>
      <ChangeList lines={lines} label={label} />
      <Text size="sm" c="dimmed">
        {t('runningStay')}
      </Text>
    </Stack>
  );
}

/** What the author must mend first; each leads to its node. */
function Stopping({
  problems,
  leadOn,
  close,
}: {
  readonly problems: readonly JourneyProblem[];
  readonly leadOn: () => void;
  readonly close: () => void;
}) {
  const store = useEditorStore();
  const document = useDocument();
  const catalogue = useEditor((state) => state.catalogue);
  const show = (id: string, { path, outcome }: JourneyProblem) => {
    leadOn();
    close();
    store.getState().goToProperty(id, { path, outcome });
  };
  return (
    <Alert color="red" title={t('problemsStop')}>
      <Text size="sm" mb="xs">
        {t('problemsStopHelp')}
      </Text>
      <List size="sm" spacing={6}>
        {problems.map((problem) => {
          const { nodeId } = problem;
          const type = nodeId === undefined ? undefined : catalogue.get(nodeOf(document, nodeId)?.type ?? '');
          return (
            <List.Item key={JSON.stringify(problem)}>
              {problemText(problem, type)}{' '}
              {nodeId === undefined ? null : (
                <Anchor component="button" type="button" size="sm" underline="always" onClick={() => show(nodeId, problem)}>
                  {t('show', { name: nameOf(document, nodeId) })}
                </Anchor>
              )}
            </List.Item>
          );
        })}
      </List>
    </Alert>
  );
}

/** Says that somebody published or deleted the journey meanwhile, and leads to joining both. */
function Moved({ moved, close }: { readonly moved: 'published' | 'gone'; readonly close: () => void }) {
  const ui = useCanvasUiStore();
  const published = useEditor((state) => state.published);
  return (
    <Alert color="orange" role="alert">
      <Text size="sm">
        {moved === 'gone' || published === undefined ? t('gone') : t('moved', { author: published.author, number: published.number })}
      </Text>
      {moved === 'gone' ? null : (
        <Button
          size="xs"
          mt="xs"
          onClick={() => {
            close();
            ui.setState({ merging: 'published' });
          }}
        >
          {t('merge')}
        </Button>
      )}
    </Alert>
  );
}

/** Why nothing was published. */
function Refusal({ result }: { readonly result: Publication }) {
  switch (result.kind) {
    case 'published':
    case 'invalid':
    case 'moved':
      return null;
    case 'unsettled':
      return <Alert color="orange">{t('unsettled')}</Alert>;
    case 'signed-out':
      return (
        <Alert color="orange">
          {t('notSignedOn')}{' '}
          <Anchor href="/sign-on/root?goto=%2Fadmin" target="_blank" rel="noreferrer" size="sm" underline="always">
            {t('signOn')}
          </Anchor>
        </Alert>
      );
    case 'unreachable':
      return <Alert color="orange">{t('notReached')}</Alert>;
    case 'failed':
      return <Alert color="red">{t('failed', { message: result.message })}</Alert>;
  }
}

function Published({ number, close }: { readonly number: number; readonly close: () => void }) {
  const administrator = useAdministrator();
  const realm = useEditor((state) => state.realm);
  const name = useEditor((state) => state.name);
  const live = useEditor((state) => state.published?.document);
  const said = useRef<HTMLDivElement>(null);
  useEffect(() => said.current?.focus(), []);
  const address = journeyAddress(administrator, realm, name);
  return (
    <Stack>
      <Alert color="green" icon={<IconCircleCheck aria-hidden />} title={t('published', { number })} ref={said} tabIndex={-1}>
        {t('publishedHelp')}
      </Alert>
      {live?.enabled === false ? <Text size="sm">{t('publishedDisabled')}</Text> : null}
      {live?.innerTreeOnly === true ? <Text size="sm">{t('publishedInner')}</Text> : null}
      <div>
        <Text size="sm" fw={600}>
          {t('address')}
        </Text>
        <Anchor href={address} target="_blank" rel="noreferrer" size="sm" style={{ overflowWrap: 'anywhere' }}>
          {address}
        </Anchor>
      </div>
      <Group justify="flex-end">
        <CopyButton value={address}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t('copied') : t('copy')}
            </Button>
          )}
        </CopyButton>
        <Button component="a" variant="default" href={address} target="_blank" rel="noreferrer">
          {t('open')}
        </Button>
        <Button onClick={close}>{t('close')}</Button>
      </Group>
    </Stack>
  );
}
