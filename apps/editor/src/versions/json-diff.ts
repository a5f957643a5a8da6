import { type JourneyDocument, sortKeys } from '@waygate/schema';
import { structuredPatch } from 'diff';

/** A line of a comparison of texts; `gap` stands for lines that are left out because they are the same. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed' | 'gap';
  readonly text: string;
  /** Its number in the text that it stands in, from 1: the later one for what is the same. */
  readonly number: number | undefined;
}

/** Lines around a change that are shown, too. */
const CONTEXT = 3;

/** A journey as text: keys in order, two spaces for each level, so that the same journey is always the same text. */
export function canonicalJson(document: JourneyDocument): string {
  return `${JSON.stringify(sortKeys(document), undefined, 2)}\n`;
}

/** Compares two journeys line by line. @returns nothing when both say the same */
export function jsonDiff(before: JourneyDocument, after: JourneyDocument): readonly DiffLine[] {
  const { hunks } = structuredPatch('before', 'after', canonicalJson(before), canonicalJson(after), '', '', { context: CONTEXT });
  return hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => {
    let [old, now] = [oldStart, newStart];
    const gap: DiffLine = { kind: 'gap', text: `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, number: undefined };
    const shown = lines.flatMap((line): DiffLine[] => {
      const text = line.slice(1);
      if (line.startsWith('+')) return [{ kind: 'added', text, number: now++ }];
      if (line.startsWith('-')) return [{ kind: 'removed', text, number: old++ }];
      old += 1;
      return [{ kind: 'same', text, number: now++ }];
    });
    return [gap, ...shown];
  });
}
