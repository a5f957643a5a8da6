import { type TransferText, utf8Length } from '@waygate/schema';
import { limitProblem } from './file-limits.ts';
import { t } from './messages.ts';

/** Files as texts, or why there are none. */
export type ReadFiles = { readonly files: readonly TransferText[] } | { readonly refusal: string };

/** Reads files that a person chose. What is too much is not read at all. */
export async function readFiles(chosen: readonly File[]): Promise<ReadFiles> {
  if (chosen.length === 0) return { refusal: t('noFiles') };
  const problem = limitProblem(chosen);
  if (problem !== undefined) return { refusal: problem };
  const files: TransferText[] = [];
  for (const file of chosen) {
    try {
      files.push({ name: file.name, text: await file.text() });
    } catch {
      return { refusal: t('unreadable', { file: file.name }) };
    }
  }
  return { files };
}

/** Reads what was dropped. It must be called while the drop is handled: a moment later the browser has forgotten it. */
export function readDropped(data: DataTransfer): Promise<ReadFiles> {
  const items = [...data.items].filter(({ kind }) => kind === 'file');
  const folder = items.map((item) => item.webkitGetAsEntry()).find((entry) => entry?.isDirectory === true);
  if (folder !== undefined && folder !== null) return Promise.resolve({ refusal: t('folder', { file: folder.name }) });
  return readFiles([...data.files]);
}

/** Takes a text for a file. */
export function readPasted(text: string): ReadFiles {
  const problem = limitProblem([{ name: t('pasted'), size: utf8Length(text) }]);
  return problem === undefined ? { files: [{ name: t('pasted'), text }] } : { refusal: problem };
}

/** Whether a text from the clipboard may be meant as a file of journeys. */
export function looksLikeJourneys(text: string): boolean {
  return /^\s*[{[]/.test(text) && /"(?:tree|trees|entryNodeId)"\s*:/.test(text);
}
