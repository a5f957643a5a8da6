import type { AuditSearch } from '@waygate/client';
import type { AuditFormat } from '@waygate/schema';
import { useEffect, useRef, useState } from 'react';
import { admin } from '../app/admin.tsx';
import { downloadBlob } from '../transfer/download.ts';
import { recordCounter } from './record-counter.ts';

const TYPES = { jsonl: 'application/x-ndjson', csv: 'text/csv;charset=utf-8' } as const;

/** How far an export is; undefined while there is none. */
export type ExportState =
  | { readonly status: 'running'; readonly count: number }
  | { readonly status: 'done'; readonly count: number; readonly file: string }
  | { readonly status: 'cancelled' }
  /** It broke off after it had begun. */
  | { readonly status: 'broke' }
  | { readonly status: 'refused'; readonly error: unknown };

/** One export at a time, in the background of the page. A file is saved when all of it has come, and nothing before. It ends with the page. */
export function useAuditExport(realm: string) {
  const [state, setState] = useState<ExportState>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  const begin = async (search: AuditSearch, format: AuditFormat) => {
    if (running.current !== undefined) return;
    const abort = new AbortController();
    running.current = abort;
    setState({ status: 'running', count: 0 });
    let body: ReadableStream<Uint8Array> | undefined;
    try {
      body = await admin.exportAudit(realm, search, format, abort.signal);
      const counter = recordCounter(format);
      const parts: BlobPart[] = [];
      let count = 0;
      const reader = body.getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        // A copy of its own: a view may share its memory with others.
        parts.push(part.value.slice());
        count = counter.add(part.value);
        setState({ status: 'running', count });
      }
      const file = fileName(realm, format);
      downloadBlob(file, new Blob(parts, { type: TYPES[format] }));
      setState({ status: 'done', count, file });
    } catch (error) {
      setState(abort.signal.aborted ? { status: 'cancelled' } : body === undefined ? { status: 'refused', error } : { status: 'broke' });
    } finally {
      running.current = undefined;
    }
  };
  return { state, begin, cancel: () => running.current?.abort(), dismiss: () => setState(undefined) };
}

/** Realms may have slashes in their names. */
function fileName(realm: string, format: AuditFormat): string {
  const name = realm === '/' ? 'root' : realm.slice(1).replaceAll('/', '-');
  return `audit-${name}-${new Date().toISOString().slice(0, 10)}.${format === 'csv' ? 'csv' : 'ndjson'}`;
}
