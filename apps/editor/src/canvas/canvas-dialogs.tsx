import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { START_ID } from '@waygate/schema';
import { type FormEvent, useState } from 'react';
import { CheatSheet } from '../commands/cheat-sheet.tsx';
import { ContextMenu } from '../commands/context-menu.tsx';
import { connect, moveSource } from '../document/connect.ts';
import { nodeOf, setDisplayName } from '../document/edit-node.ts';
import { type OutcomeSource, START_OUTCOME } from '../document/outcome-source.ts';
import { useDocument, useEditor, useEditorStore } from '../editor/use-editor.ts';
import { GroupDialog } from './group-dialog.tsx';
import { t } from './messages.ts';
import { nameOf } from './name-of.ts';
import { QuickAdd } from './quick-add.tsx';
import { targetChoices } from './target-choices.ts';
import { useCanvasUi, useCanvasUiStore } from './use-canvas-ui.ts';

/** The dialogs and menus of the canvas. */
export function CanvasDialogs({ giveBackFocus }: { readonly giveBackFocus: () => void }) {
  const ui = useCanvasUiStore();
  const quickAdd = useCanvasUi((state) => state.quickAdd);
  const connecting = useCanvasUi((state) => state.connecting);
  const reattaching = useCanvasUi((state) => state.reattaching);
  const renaming = useCanvasUi((state) => state.renaming);
  return (
    <>
      {quickAdd === undefined ? null : (
        <QuickAdd
          {...quickAdd}
          close={(isChosen) => {
            // Who put the list away by keyboard wants to get on, not to see it again.
            if (!isChosen) ui.getState().hand.tabAdds = false;
            ui.setState({ quickAdd: undefined });
            giveBackFocus();
          }}
        />
      )}
      <Modal opened={connecting !== undefined} onClose={() => ui.setState({ connecting: undefined })} title={t('connect')}>
        {connecting === undefined ? null : <ConnectForm {...connecting} close={() => ui.setState({ connecting: undefined })} />}
      </Modal>
      <Modal opened={reattaching !== undefined} onClose={() => ui.setState({ reattaching: undefined })} title={t('reattach')}>
        {reattaching === undefined ? null : <ReattachForm wire={reattaching} close={() => ui.setState({ reattaching: undefined })} />}
      </Modal>
      <Modal opened={renaming !== undefined} onClose={() => ui.setState({ renaming: undefined })} title={t('rename')}>
        {renaming === undefined ? null : <RenameForm id={renaming} close={() => ui.setState({ renaming: undefined })} />}
      </Modal>
      <GroupDialog />
      <ContextMenu />
      <CheatSheet />
    </>
  );
}

function ConnectForm({
  nodeId,
  outcome: given,
  close,
}: {
  readonly nodeId: string;
  readonly outcome?: string;
  readonly close: () => void;
}) {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const document = useDocument();
  const book = useEditor((state) => state.outcomes);
  const outcomes = nodeId === START_ID ? [{ id: START_OUTCOME, displayName: t('start') }] : (book.outcomesOf(document, nodeId) ?? []);
  const firstFree = outcomes.find(({ id }) => document.nodes[nodeId]?.connections[id] === undefined)?.id;
  const [outcome, setOutcome] = useState<string | null>(given ?? firstFree ?? outcomes[0]?.id ?? null);
  const [target, setTarget] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (outcome === null || target === null) return;
    const label = t('connected', { from: nameOf(document, nodeId), to: nameOf(document, target) });
    store.getState().change(label, (before) => connect(before, { nodeId, outcome }, target));
    ui.getState().say(label);
    close();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Select
          label={t('connectFrom', { name: nameOf(document, nodeId) })}
          data={outcomes.map(({ id, displayName }) => ({ value: id, label: displayName }))}
          value={outcome}
          onChange={setOutcome}
          allowDeselect={false}
        />
        <Select label={t('connectTo')} data={targetChoices(document)} value={target} onChange={setTarget} searchable data-autofocus />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" disabled={outcome === null || target === null}>
            {t('connect')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function ReattachForm({ wire, close }: { readonly wire: OutcomeSource; readonly close: () => void }) {
  const store = useEditorStore();
  const ui = useCanvasUiStore();
  const document = useDocument();
  const book = useEditor((state) => state.outcomes);
  const outcomes = book.outcomesOf(document, wire.nodeId) ?? [];
  const firstFree = outcomes.find(({ id }) => document.nodes[wire.nodeId]?.connections[id] === undefined)?.id;
  const [outcome, setOutcome] = useState<string | null>(firstFree ?? outcomes[0]?.id ?? null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (outcome === null) return;
    const label = t('reattached', { outcome: outcomes.find(({ id }) => id === outcome)?.displayName ?? outcome });
    store.getState().change(label, (before) => moveSource(before, wire, { nodeId: wire.nodeId, outcome }));
    store.getState().select([wire.nodeId]);
    ui.getState().say(label);
    close();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">{t('reattachHelp', { outcome: wire.outcome })}</Text>
        <Select
          label={t('connectFrom', { name: nameOf(document, wire.nodeId) })}
          data={outcomes.map(({ id, displayName }) => ({ value: id, label: displayName }))}
          value={outcome}
          onChange={setOutcome}
          allowDeselect={false}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" disabled={outcome === null}>
            {t('reattach')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function RenameForm({ id, close }: { readonly id: string; readonly close: () => void }) {
  const store = useEditorStore();
  const [name, setName] = useState(() => nodeOf(store.getState().history.present, id)?.displayName ?? '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    store.getState().change(t('renamed', { name }), (document) => setDisplayName(document, id, name.trim()));
    close();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t('displayName')}
          value={name}
          maxLength={256}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit">{t('rename')}</Button>
        </Group>
      </Stack>
    </form>
  );
}
