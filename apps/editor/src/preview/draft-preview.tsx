import { Alert, Button, Group, Stack, Switch, Text, Title } from '@mantine/core';
import { IconExternalLink, IconLink, IconPlayerPlay, IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import { addressOf } from '@waygate/schema';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useAdministrator } from '../app/admin.tsx';
import { nameOf } from '../canvas/name-of.ts';
import { useDocument, useEditor, useEditorStore } from '../editor/use-editor.ts';
import { FaultList } from '../traces/fault-list.tsx';
import { StepList } from '../traces/step-list.tsx';
import { t } from './messages.ts';
import { Phone } from './phone.tsx';
import classes from './preview.module.css';
import { TryAddress } from './try-address.tsx';
import { type DraftTry, useDraftTry } from './use-draft-try.ts';

/** What the hosted page says to whoever frames it when the author wants another try. */
const AGAIN = 'waygate.preview-again';

/** The draft in a hosted page beside the canvas, with a phone, and everything that it did. */
export function DraftPreview() {
  const draft = useDraftTry();
  const { current, isStarting, start } = draft;
  return (
    <Stack gap="sm" component="section" aria-labelledby="draft-preview" aria-busy={isStarting}>
      <Group justify="space-between">
        <Title order={2} size="h5" id="draft-preview">
          {t('draft')}
        </Title>
        {current === undefined ? null : <Controls draft={draft} />}
      </Group>
      <Refusal draft={draft} />
      {current === undefined ? (
        <Before>
          <Group gap="xs">
            <Button data-panel-focus loading={isStarting} leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => start()}>
              {t('begin')}
            </Button>
            <Elsewhere draft={draft} size="sm" />
          </Group>
        </Before>
      ) : (
        <Running draft={draft} />
      )}
    </Stack>
  );
}

function Before({ children }: { readonly children: ReactNode }) {
  const hasInner = Object.values(useDocument().nodes).some(({ type }) => type === 'InnerTreeEvaluatorNode');
  return (
    <>
      <Text size="sm">{t('draftHelp')}</Text>
      <Text size="sm" c="dimmed">
        {t('real')} {hasInner ? t('inner') : null}
      </Text>
      {children}
    </>
  );
}

function Controls({ draft }: { readonly draft: DraftTry }) {
  const { isStarting, start, end } = draft;
  return (
    <Group gap="xs">
      <Button size="xs" variant="default" loading={isStarting} leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => start()}>
        {t('again')}
      </Button>
      <Elsewhere draft={draft} size="xs" />
      <Button size="xs" variant="default" leftSection={<IconPlayerStop size={16} aria-hidden />} onClick={end}>
        {t('end')}
      </Button>
    </Group>
  );
}

/** The ways to try the draft in another place than beside the canvas. */
function Elsewhere({ draft: { isStarting, start }, size }: { readonly draft: DraftTry; readonly size: 'xs' | 'sm' }) {
  const common = { size, variant: 'default', disabled: isStarting } as const;
  return (
    <>
      <Button {...common} leftSection={<IconExternalLink size={16} aria-hidden />} onClick={() => start('tab')}>
        {t('inTab')}
      </Button>
      <Button {...common} leftSection={<IconLink size={16} aria-hidden />} onClick={() => start('elsewhere')}>
        {t('address')}
      </Button>
    </>
  );
}

function Refusal({ draft: { refusal } }: { readonly draft: DraftTry }) {
  const showPanel = useEditor((state) => state.showPanel);
  if (refusal === undefined) return null;
  return (
    <Alert color="red" role="alert">
      <Stack align="flex-start" gap="xs">
        {refusal.text}
        {refusal.mend ? (
          <Button size="xs" variant="default" onClick={() => showPanel('problems')}>
            {t('toProblems')}
          </Button>
        ) : null}
      </Stack>
    </Alert>
  );
}

function Running({ draft }: { readonly draft: DraftTry }) {
  const { current, trace, steps, isOutdated, isLost, isStarting, start } = draft;
  const store = useEditorStore();
  const name = useEditor((state) => state.name);
  const catalogue = useEditor((state) => state.catalogue);
  const [showsPhone, setShowsPhone] = useState(true);
  const frame = useRef<HTMLIFrameElement>(null);
  const origin = usePageOrigin();
  useEffect(() => {
    const listen = ({ origin: from, source, data }: MessageEvent<unknown>) => {
      if (from === origin && source === frame.current?.contentWindow && data === AGAIN) start();
    };
    addEventListener('message', listen);
    return () => removeEventListener('message', listen);
  }, [start, origin]);
  if (current === undefined) return null;
  return (
    <>
      {isOutdated ? (
        <Alert color="orange" role="status">
          <Stack align="flex-start" gap="xs">
            {t('changed')}
            <Button size="xs" variant="default" loading={isStarting} onClick={() => start(current.where)}>
              {t('again')}
            </Button>
          </Stack>
        </Alert>
      ) : null}
      {isLost ? (
        <Alert color="orange" role="status">
          {t('lost')}
        </Alert>
      ) : null}
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600} role="status">
          {standing(draft)}
        </Text>
        <Switch
          size="sm"
          label={t('showPhone')}
          checked={showsPhone}
          onChange={({ currentTarget }) => setShowsPhone(currentTarget.checked)}
        />
      </Group>
      <div className={classes.stage}>
        {current.where === 'tab' ? (
          <Text size="sm" className={classes.page}>
            {t('runsInTab')}
          </Text>
        ) : current.where === 'elsewhere' ? (
          <div className={classes.page}>
            <TryAddress ticket={current.ticket} />
          </div>
        ) : (
          <iframe
            key={current.ticket.ticket}
            ref={frame}
            className={classes.page}
            src={current.ticket.url}
            allow={PASSKEYS.map((each) => `${each} ${origin}`).join('; ')}
            title={t('page', { name })}
          />
        )}
        {showsPhone ? <Phone /> : null}
      </div>
      <FaultList faults={trace?.faults ?? []} startedAt={trace?.startedAt ?? 0} nameOfNode={(id) => nameOf(current.document, id)} />
      {steps.length === 0 || trace === undefined ? null : (
        <StepList
          label={t('steps')}
          steps={steps}
          catalogue={catalogue}
          journey={name}
          startedAt={trace.startedAt}
          follow
          onGo={({ visit }) => {
            if (visit.journey === name && Object.hasOwn(store.getState().history.present.nodes, visit.nodeId))
              store.getState().jumpTo(visit.nodeId);
          }}
        />
      )}
    </>
  );
}

/** What the page of another origin may only do in a frame when it is said. */
const PASSKEYS = ['publickey-credentials-get', 'publickey-credentials-create'];

/** Origin of the hosted page: that of the console, unless administration has a host of its own and the realm is one of people. */
function usePageOrigin(): string {
  const administrator = useAdministrator();
  const realm = useEditor((state) => state.realm);
  return administrator.adminUrl === undefined ? location.origin : addressOf(administrator, realm);
}

/** Where the try stands, in a sentence. */
function standing({ trace, steps }: DraftTry): string {
  const last = steps.at(-1);
  if (trace === undefined || last === undefined) return t('waiting');
  switch (trace.result) {
    case 'running':
      return t('running', { number: last.number, name: last.visit.displayName });
    case 'succeeded':
      return t('succeeded', { name: trace.username ?? '' });
    default:
      return t(trace.result);
  }
}
