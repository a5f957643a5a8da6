import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { JourneyDraftView, JourneyVersionView } from '@waygate/schema';
import { type RefObject, useRef, useState } from 'react';
import { admin } from '../app/admin.tsx';
import { Failure, failureText } from '../app/failure.tsx';
import { Loading } from '../app/loading.tsx';
import { useEditor, useEditorStore } from '../editor/use-editor.ts';
import { viewOrNothing } from '../editor/view-or-nothing.ts';
import { DiscardDraft } from './discard-draft.tsx';
import { t } from './messages.ts';
import { RollBack } from './roll-back.tsx';
import type { ShownState } from './shown-state.ts';
import { type Shown, VersionDialog } from './version-dialog.tsx';
import classes from './versions.module.css';
import { When } from './when.tsx';

/** Everything that was live, and what is in hand: to look at, to compare, to restore, and to go back to. */
export function HistoryPanel() {
  const realm = useEditor((state) => state.realm);
  const name = useEditor((state) => state.name);
  const published = useEditor((state) => state.published?.number);
  const [shown, setShown] = useState<Shown>();
  const restored = useRef<string>(undefined);
  const history = useQuery({
    // What became live meanwhile, here or elsewhere, is another history.
    queryKey: ['history', realm, name, published],
    queryFn: async () => {
      const [{ versions }, { otherDrafts }] = await Promise.all([admin.history(realm, name), viewOrNothing(admin, realm, name)]);
      return { versions, otherDrafts };
    },
    placeholderData: (before) => before,
  });
  const failed = history.error === null ? null : <Failure error={history.error} retry={() => void history.refetch()} />;
  if (history.data === undefined) return failed ?? <Loading />;
  const { versions, otherDrafts } = history.data;
  const states: readonly ShownState[] = [
    'present',
    ...otherDrafts.map(({ author }): ShownState => `draft:${author}`),
    ...versions.map(({ number }): ShownState => `version:${number}`),
  ];
  return (
    <Stack p="md" gap="lg">
      {failed}
      <Present show={setShown} live={versions[0]} />
      {otherDrafts.length === 0 ? null : <OtherDrafts drafts={otherDrafts} show={setShown} />}
      <section aria-label={t('versions')}>
        <Title order={2} size="h6" mb="xs">
          {t('versions')}
        </Title>
        {versions.length === 0 ? <Text size="sm">{t('noVersions')}</Text> : null}
        <ol className={classes.list} reversed>
          {versions.map((version, index) => (
            <Version
              key={version.number}
              version={version}
              previous={versions[index + 1]}
              isLive={index === 0}
              show={setShown}
              restored={restored}
            />
          ))}
        </ol>
      </section>
      <VersionDialog shown={shown} versions={versions} states={states} close={() => setShown(undefined)} />
    </Stack>
  );
}

function Present({ show, live }: { readonly show: (shown: Shown) => void; readonly live: JourneyVersionView | undefined }) {
  const saving = useEditor((state) => state.saving);
  const hasDraft = saving.state !== 'saved' || saving.at !== undefined;
  return (
    <section aria-label={t('inHand')}>
      <Title order={2} size="h6" mb="xs" tabIndex={-1} data-panel-focus>
        {t('inHand')}
      </Title>
      <Text size="sm">{t(hasDraft ? 'youHaveDraft' : 'youHaveNoDraft')}</Text>
      <Group gap="xs" mt="xs">
        {live === undefined ? null : (
          <Button size="xs" variant="default" onClick={() => show({ before: `version:${live.number}`, after: 'present' })}>
            {t('compareWithLive')}
          </Button>
        )}
        {hasDraft ? <DiscardDraft /> : null}
      </Group>
    </section>
  );
}

function OtherDrafts({ drafts, show }: { readonly drafts: readonly JourneyDraftView[]; readonly show: (shown: Shown) => void }) {
  return (
    <section aria-label={t('otherDrafts')}>
      <Title order={2} size="h6" mb="xs">
        {t('otherDrafts')}
      </Title>
      <ul className={classes.list}>
        {drafts.map(({ author, updatedAt }) => (
          <li key={author} className={classes.item}>
            <Text fw={600} size="sm">
              {author}
            </Text>
            <When at={updatedAt} />
            <Group gap="xs" mt={6}>
              <Button size="xs" variant="default" onClick={() => show({ before: undefined, after: `draft:${author}` })}>
                {t('viewDraftOf', { author })}
              </Button>
              <Button size="xs" variant="default" onClick={() => show({ before: 'present', after: `draft:${author}` })}>
                {t('compareDraftOf', { author })}
              </Button>
            </Group>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Version({
  version,
  previous,
  isLive,
  show,
  restored,
}: {
  readonly version: JourneyVersionView;
  readonly previous: JourneyVersionView | undefined;
  readonly isLive: boolean;
  readonly show: (shown: Shown) => void;
  readonly restored: RefObject<string | undefined>;
}) {
  const [rollsBack, setRollsBack] = useState(false);
  const { number, at, author, note } = version;
  return (
    <li className={classes.item}>
      <Group gap="xs">
        <Text fw={600} size="sm">
          {t('version', { number })}
        </Text>
        {isLive ? (
          <Badge color="green" variant="outline" tt="none">
            {t('live')}
          </Badge>
        ) : null}
      </Group>
      <Text size="sm">{author}</Text>
      <When at={at} />
      {note === '' ? null : (
        <Text size="sm" className={classes.text}>
          {note}
        </Text>
      )}
      <Group gap={6} mt={6}>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => show({ before: undefined, after: `version:${number}` })}
          aria-label={t('viewVersion', { number })}
        >
          {t('view')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() =>
            show(
              previous === undefined
                ? { before: `version:${number}`, after: 'present' }
                : { before: `version:${previous.number}`, after: `version:${number}` },
            )
          }
          aria-label={t('compareVersion', { number })}
        >
          {t('compare')}
        </Button>
        <Restore version={version} restored={restored} />
        {isLive ? null : (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => setRollsBack(!rollsBack)}
            aria-expanded={rollsBack}
            aria-label={t('rollBackVersion', { number })}
          >
            {t('rollBack')}
          </Button>
        )}
      </Group>
      {rollsBack && !isLive ? <RollBack version={version} close={() => setRollsBack(false)} /> : null}
    </li>
  );
}

/** Puts an earlier version on the canvas, as a change that can be taken back. */
function Restore({
  version: { number, versionId },
  restored,
}: {
  readonly version: JourneyVersionView;
  /** The version that was wished last: of several that are on their way only that one counts. */
  readonly restored: RefObject<string | undefined>;
}) {
  const store = useEditorStore();
  const readOnly = useEditor((state) => state.readOnly);
  const restore = useMutation({
    mutationFn: async () => {
      const { realm, name } = store.getState();
      restored.current = versionId;
      const { document } = await admin.version(realm, name, versionId);
      if (restored.current !== versionId) return;
      store.getState().change(t('restored', { number }), () => document);
      notifications.show({ message: t('restoredNotice', { number }) });
    },
    onError: (error) => notifications.show({ color: 'red', message: failureText(error) }),
  });
  return (
    <Button
      size="compact-sm"
      variant="default"
      disabled={readOnly}
      loading={restore.isPending}
      onClick={() => restore.mutate()}
      aria-label={t('restoreVersion', { number })}
    >
      {t('restore')}
    </Button>
  );
}
