import { useQuery } from '@tanstack/react-query';
import { AdminError } from '@waygate/client';
import type { JourneyDocument, PreviewTicket, SignOnTrace } from '@waygate/schema';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { admin } from '../app/admin.tsx';
import { failureText } from '../app/failure.tsx';
import { useDocument, useEditor, useEditorStore } from '../editor/use-editor.ts';
import { litPath } from '../traces/lit-path.ts';
import { type TraceStep, traceSteps } from '../traces/trace-steps.ts';
import { t } from './messages.ts';

/** How often the server is asked what a try did, milliseconds. */
const POLL_MS = 500;

/** Where a try runs: beside the canvas, in a tab of its own, or wherever the author opens its address. */
export type Where = 'frame' | 'tab' | 'elsewhere';

/** A draft that is being tried. */
export interface Try {
  readonly ticket: PreviewTicket;
  /** The journey as it stood when the try began. */
  readonly document: JourneyDocument;
  readonly where: Where;
}

export interface DraftTry {
  /** Undefined until one was begun, and when it was ended. */
  readonly current: Try | undefined;
  readonly isStarting: boolean;
  /** Why none could be begun; `mend` when the journey has errors. */
  readonly refusal: { readonly text: string; readonly mend: boolean } | undefined;
  /** What it did so far; undefined before the first step. */
  readonly trace: SignOnTrace | undefined;
  readonly steps: readonly TraceStep[];
  /** Whether what it did cannot be asked for at the moment. */
  readonly isLost: boolean;
  /** Whether the journey on the canvas is another by now. */
  readonly isOutdated: boolean;
  /** Begins with the journey as it stands, and ends the one before. */
  start(where?: Where): void;
  end(): void;
}

/** Tries the draft on the canvas, and lights there what the try does, unless a sign-on is being replayed there. It goes on while other panels are shown. */
export function useDraftTry(): DraftTry {
  const store = useEditorStore();
  const document = useDocument();
  const [current, setCurrent] = useState<Try>();
  const [isStarting, setStarting] = useState(false);
  const [refusal, setRefusal] = useState<DraftTry['refusal']>();
  const isBusy = useRef(false);
  const isEnded = useRef(false);

  const start = useCallback(
    (where: Where = 'frame') => {
      if (isBusy.current) return;
      isBusy.current = true;
      isEnded.current = false;
      setStarting(true);
      setRefusal(undefined);
      // Browsers let a tab open only while the click is being handled.
      const tab = where === 'tab' ? window.open('about:blank') : null;
      const { realm, name, history } = store.getState();
      admin
        .preview(realm, name, history.present)
        .then((ticket) => {
          if (tab !== null) tab.location.replace(ticket.url);
          // Who ended the try before meanwhile wants no other, unless it has a tab of its own already.
          if (!isEnded.current || tab !== null) setCurrent({ ticket, document: history.present, where });
        })
        .catch((error: unknown) => {
          tab?.close();
          const mend = error instanceof AdminError && error.code === 'journey.invalid';
          setRefusal({ text: mend ? t('errors') : failureText(error), mend });
        })
        .finally(() => {
          isBusy.current = false;
          setStarting(false);
        });
    },
    [store],
  );

  const ticket = current?.ticket.ticket;
  const { data, error } = useQuery({
    queryKey: ['preview-trace', ticket],
    queryFn: async () => (ticket === undefined ? null : ((await admin.previewTrace(ticket)) ?? null)),
    enabled: ticket !== undefined,
    refetchInterval: (query) =>
      query.state.data !== null && query.state.data !== undefined && query.state.data.result !== 'running' ? false : POLL_MS,
    refetchIntervalInBackground: true,
    gcTime: 0,
    retry: false,
  });
  const trace = data ?? undefined;
  const steps = useMemo(() => traceSteps(trace?.visits ?? []), [trace]);
  const isOutdated = current !== undefined && document !== current.document;

  const isReplaying = useEditor((state) => state.panel === 'trace');
  useEffect(() => {
    if (isReplaying) store.getState().light(undefined);
  }, [store, isReplaying]);
  useEffect(() => {
    if (isReplaying) return;
    const { light, catalogue } = store.getState();
    if (current === undefined || isOutdated || steps.length === 0) light(undefined);
    else light(litPath(current.document, steps, trace !== undefined && trace.result !== 'running', catalogue));
  }, [store, current, isOutdated, steps, trace, isReplaying]);
  useEffect(() => () => store.getState().light(undefined), [store]);

  const end = useCallback(() => {
    isEnded.current = true;
    setCurrent(undefined);
  }, []);
  return { current, isStarting, refusal, trace, steps, isLost: error !== null, isOutdated, start, end };
}
