import { readWrittenMessage } from '@waygate/client';
import type { WireCallback, WireStep } from '@waygate/schema';

/** What a node says where an author says nothing, by language; `{{name}}` stands for what it fills in. */
export type NodeText = Readonly<Record<string, string>>;

/** What carries data, and no text for a person. */
const SILENT: ReadonlySet<string> = new Set(['HiddenValueCallback', 'MetadataCallback']);
const PLACE = /\{\{(\w+)\}\}/;
/** Letters that a text with places must have besides, or it would be found in whatever somebody wrote. */
const FEWEST_LETTERS = 5;

/**
 * A step as the server would say it in another language, as far as its texts are those that nodes have by themselves. What an author wrote stays: only the server
 * knows it in other languages, and says it so from the next step on.
 * @param texts the best guess first, where one text has several translations
 */
export function translateStep(step: WireStep, texts: readonly NodeText[], language: string): WireStep {
  const say = (text: string) => translate(text, texts, language) ?? text;
  const translated = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(translated);
    if (typeof value !== 'string') return value;
    const written = readWrittenMessage(value);
    if (written === undefined) return say(value);
    // Of a script only the message is text.
    return value.replace(literalOf(written), () => literalOf(say(written)));
  };
  const callbacks = step.callbacks.map(
    (callback): WireCallback =>
      SILENT.has(callback.type)
        ? callback
        : ({ ...callback, output: callback.output.map((output) => ({ ...output, value: translated(output.value) })) } as WireCallback),
  );
  return { ...step, callbacks };
}

function translate(text: string, texts: readonly NodeText[], language: string): string | undefined {
  // What is said in this language already may be another text in another one.
  if (texts.some((row) => row[language] === text)) return text;
  for (const row of texts) {
    const target = row[language];
    if (target === undefined) continue;
    for (const said of Object.values(row)) {
      if (said === text) return target;
      const found = PLACE.test(said) ? placesIn(text, said) : undefined;
      if (found === undefined) continue;
      return target.replaceAll(new RegExp(PLACE, 'g'), (whole, name: string) => {
        const value = found[name];
        return value === undefined ? whole : (translate(value, texts, language) ?? value);
      });
    }
  }
  return undefined;
}

/** What stands in the places of a template, or undefined when the text was not made of it. */
function placesIn(text: string, template: string): Readonly<Record<string, string>> | undefined {
  const parts = template.split(new RegExp(PLACE, 'g'));
  const letters =
    parts
      .filter((_, index) => index % 2 === 0)
      .join('')
      .match(/\p{L}/gu)?.length ?? 0;
  if (letters < FEWEST_LETTERS) return undefined;
  const seen = new Set<string>();
  const pattern = parts.map((part, index) => {
    if (index % 2 === 0) return part.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
    if (seen.has(part)) return `\\k<${part}>`;
    seen.add(part);
    return `(?<${part}>.*?)`;
  });
  return new RegExp(`^${pattern.join('')}$`, 's').exec(text)?.groups;
}

/** As scripts that write a message hold it. */
function literalOf(message: string): string {
  return JSON.stringify(message).replaceAll('<', '\\u003c');
}
