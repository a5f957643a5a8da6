import type { JourneyDocument } from '../journey-document.ts';
import { findUnsafeKey } from '../unsafe-keys.ts';
import { WaygateError } from '../waygate-error.ts';
import { type IncompleteNode, type LooseEntities, readJourneyFile } from './am-journey.ts';
import { findJsonFault } from './find-json-fault.ts';
import { findDuplicateKey, type JsonPlace, placeAt, placeInJson } from './json-place.ts';
import { readEntity } from './transfer-entity.ts';
import { TRANSFER_LIMITS, utf8Length } from './transfer-limits.ts';
import { partsOf, type TransferPart } from './transfer-part.ts';

/** A file as it came. */
export interface TransferText {
  readonly name: string;
  readonly text: string;
}

/** A journey and the file that it came from. */
export interface TransferSource {
  readonly file: string;
  readonly document: JourneyDocument;
  /** Nodes that the files name and have no configuration of; they have an empty one. */
  readonly incomplete: readonly IncompleteNode[];
  /** What it brings along, such as scripts. */
  readonly parts: readonly TransferPart[];
}

/** Parts of a file that are left alone, such as variables. */
export interface IgnoredPart {
  readonly file: string;
  readonly what: string;
  readonly count: number;
}

/** What the files of an import hold. */
export interface Transfer {
  readonly sources: readonly TransferSource[];
  readonly ignored: readonly IgnoredPart[];
}

/** What is told of a refused file beside the message. */
export interface TransferRefusal extends Partial<JsonPlace> {
  readonly file: string;
  /** The other file, when two do not go together. */
  readonly other?: string;
  /** Keys that lead to the place, joined by dots. */
  readonly path?: string;
  readonly journey?: string;
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

/** What exports carry besides, and what nothing here takes. */
const LEFT_ALONE = ['variable', 'nodeTypes'];

/** Members of Waygate's own form. */
const NATIVE_MEMBERS = new Set([
  'name',
  'description',
  'identityResource',
  'enabled',
  'innerTreeOnly',
  'mustRun',
  'noSession',
  'transactionalOnly',
  'maximumSessionTime',
  'maximumIdleTime',
  'treeTimeout',
  'entryNodeId',
  'nodes',
  'innerNodes',
  'staticNodes',
  'uiConfig',
  'other',
]);

/**
 * Reads the files of an import, in any form that exports have: one journey, AM's `trees`, a list of either, or each of AM's resources in a file of its own.
 * @throws WaygateError of kind `input` that names the file, and the place in it as far as there is one; `details` is a TransferRefusal
 */
export function readTransfer(files: readonly TransferText[]): Transfer {
  checkLimits(files);
  const contents = files.map((file) => ({ file, content: parse(file) }));
  const loose = looseEntities(contents);
  const sources: TransferSource[] = [];
  const ignored: IgnoredPart[] = [];
  for (const { file, content } of contents) {
    // What belongs to a journey of another file is no journey itself.
    if (loose.files.has(file)) continue;
    for (const { loose: left, ...source } of journeysOf(file, content, loose)) {
      sources.push(source);
      if (left > 0) ignored.push({ file: file.name, what: 'nodes', count: left });
    }
    ignored.push(...ignoredParts(file.name, content));
  }
  const [first] = contents;
  if (sources.length === 0 && first !== undefined) throw refused(first.file.name, 'transfer.not_a_journey', 'it holds no journey.');
  refuseTwice(sources);
  return { sources, ignored: [...ignored, ...unused(loose, sources)] };
}

interface Loose extends LooseEntities {
  /** Files that hold nothing else. */
  readonly files: ReadonlySet<TransferText>;
  readonly from: ReadonlyMap<string, string>;
}

function looseEntities(contents: readonly { readonly file: TransferText; readonly content: unknown }[]): Loose {
  const nodes = new Map<string, Readonly<Record<string, unknown>>>();
  const parts: TransferPart[] = [];
  const files = new Set<TransferText>();
  const from = new Map<string, string>();
  for (const { file, content } of contents) {
    const entity = readEntity(content);
    if (entity === undefined || entity.is === 'tree') continue;
    files.add(file);
    if (entity.is === 'node') nodes.set(entity.id, entity.config);
    else parts.push(entity.part);
    from.set(entity.is === 'node' ? entity.id : entity.part.id, file.name);
  }
  return { nodes, parts, files, from };
}

/** What no journey of the files has any use for. */
function unused({ nodes, parts, from }: Loose, sources: readonly TransferSource[]): IgnoredPart[] {
  const used = new Set(
    sources.flatMap(({ document, parts: taken }) => [
      ...Object.keys(document.nodes),
      ...Object.keys(document.innerNodes),
      ...taken.map(({ id }) => id),
    ]),
  );
  return [...[...nodes.keys()].map((id) => ({ id, what: 'nodes' })), ...parts.map(({ id }) => ({ id, what: 'scripts' }))].flatMap(
    ({ id, what }) => (used.has(id) ? [] : [{ file: from.get(id) ?? '', what, count: 1 }]),
  );
}

function checkLimits(files: readonly TransferText[]): void {
  const sizes = files.map(({ name, text }) => ({ name, bytes: utf8Length(text) }));
  const [first] = sizes;
  if (first !== undefined && sizes.length > TRANSFER_LIMITS.files) {
    throw new WaygateError('input', 'import.too_many', `An import takes ${TRANSFER_LIMITS.files} files at most, not ${sizes.length}.`);
  }
  const large = sizes.find(({ bytes }) => bytes > TRANSFER_LIMITS.fileBytes);
  if (large !== undefined) {
    throw refused(
      large.name,
      'import.too_large',
      `it has ${megabytes(large.bytes)} MB, and a file may have ${megabytes(TRANSFER_LIMITS.fileBytes)} MB.`,
    );
  }
  const all = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  if (all > TRANSFER_LIMITS.bytes) {
    throw new WaygateError(
      'input',
      'import.too_large_together',
      `The files have ${megabytes(all)} MB together, and an import may have ${megabytes(TRANSFER_LIMITS.bytes)} MB. Import them in parts.`,
    );
  }
}

function megabytes(bytes: number): number {
  return Math.ceil((bytes / 1024 / 1024) * 10) / 10;
}

/** Some editors begin a file with a byte order mark, which is no JSON. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function parse({ name, text: raw }: TransferText): unknown {
  const text = withoutMark(raw);
  if (text.trim() === '') throw refused(name, 'import.empty', 'it is empty.');
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw refused(name, 'import.not_json', 'it is not JSON.', placeAt(text, findJsonFault(text) ?? text.length), cause);
  }
  const unsafe = findUnsafeKey(content);
  if (unsafe !== undefined) {
    throw refused(name, 'transfer.unsafe_key', `it has a key that is not allowed: ${unsafe}.`, {
      ...placeInJson(text, unsafe.split('.')),
      path: unsafe,
    });
  }
  const twice = findDuplicateKey(text);
  if (twice !== undefined) {
    const path = twice.path.join('.');
    throw refused(name, 'transfer.duplicate_key', `it has the key ${path} twice.`, { line: twice.line, column: twice.column, path });
  }
  return content;
}

function journeysOf({ name, text }: TransferText, content: unknown, loose: LooseEntities): (TransferSource & { readonly loose: number })[] {
  const isList = Array.isArray(content);
  const parts: readonly unknown[] = isList ? content : [content];
  const found = parts.flatMap((part, index) => {
    try {
      return readJourneyFile(part, loose).map((read) => ({ file: name, ...read }));
    } catch (error) {
      if (!(error instanceof WaygateError)) throw error;
      const problems = problemsOf(error.details).map(({ path, message }) => ({ path: isList ? `${index}.${path}` : path, message }));
      const path = problems[0]?.path ?? (isList ? String(index) : undefined);
      const place = path === undefined ? undefined : placeInJson(withoutMark(text), path.split('.'));
      throw refused(name, error.code, error.message, { ...place, ...(path === undefined ? {} : { path }), problems }, error);
    }
  });
  if (found.length === 0) throw refused(name, 'transfer.not_a_journey', 'it holds no journey.');
  return found;
}

function problemsOf(details: unknown): { readonly path: string; readonly message: string }[] {
  if (!Array.isArray(details)) return [];
  return details.filter(
    (one: unknown): one is { path: string; message: string } =>
      isObject(one) && typeof one['path'] === 'string' && typeof one['message'] === 'string',
  );
}

function refuseTwice(sources: readonly TransferSource[]): void {
  const first = new Map<string, string>();
  for (const { file, document } of sources) {
    const before = first.get(document.name);
    if (before !== undefined) {
      const where = before === file ? file : `${before} and ${file}`;
      throw new WaygateError('input', 'journey.twice', `The journey ${document.name} is there twice, in ${where}. Leave one of them out.`, {
        details: { file: before, other: file, journey: document.name, problems: [] } satisfies TransferRefusal,
      });
    }
    first.set(document.name, file);
  }
}

function ignoredParts(file: string, content: unknown): IgnoredPart[] {
  const roots: readonly unknown[] = Array.isArray(content) ? content : [content];
  const parts = roots.flatMap((root) => (isObject(root) && isObject(root['trees']) ? [root, ...Object.values(root['trees'])] : [root]));
  const counts = new Map<string, number>();
  for (const part of parts) {
    if (!isObject(part)) continue;
    const isNative = 'entryNodeId' in part && 'name' in part && !('tree' in part);
    const add = (what: string, count: number) => counts.set(what, (counts.get(what) ?? 0) + count);
    if (!isNative) for (const [what, count] of Object.entries(partsOf(part).strange)) add(what, count);
    for (const name of isNative ? Object.keys(part).filter((key) => !NATIVE_MEMBERS.has(key)) : LEFT_ALONE) {
      const value = part[name];
      const count = Array.isArray(value) ? value.length : isObject(value) ? Object.keys(value).length : isNative ? 1 : 0;
      if (count > 0) add(name, count);
    }
  }
  return [...counts].map(([what, count]) => ({ file, what, count }));
}

function refused(
  file: string,
  code: string,
  message: string,
  more: Partial<Omit<TransferRefusal, 'file'>> = {},
  cause?: unknown,
): WaygateError {
  const details: TransferRefusal = { problems: [], ...more, file };
  const where = details.line === undefined ? file : `${file}, line ${details.line}, column ${details.column}`;
  return new WaygateError('input', code, `${where}: ${message}`, { cause, details });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
