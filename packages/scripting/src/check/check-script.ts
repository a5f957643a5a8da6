import { BROKEN_DIGESTS, type ScriptGeneration, type ScriptProblem, type ScriptReport } from '@waygate/schema';
import { type AnyNode, type MemberExpression, type Node, parse } from 'acorn';
import { JAVA_CLASSES } from './java-classes.ts';

/** Names under which Rhino finds the packages of Java. */
const ROOTS = new Set(['java', 'javax', 'org', 'com', 'Packages']);
/** Names that only scripts of the first generation have. */
const LEGACY_ONLY = new Set(['JavaImporter', 'importClass', 'importPackage', 'Java']);
/** What AM's scripts can call and those here cannot, so that its author is told before somebody gets there. */
const NOT_HERE = new Set(['openidm.action', 'openidm.delete', 'deviceProfilesDao.saveDeviceProfiles', 'utils.crypto.subtle.deriveKey']);
/** Calls that take the name of a hash algorithm, by their last name. */
const HASHES = new Set(['digest', 'sign', 'verify', 'getInstance']);
/** Deeper than any source that a person writes. */
const DEEPEST = 1_000;
/** More names than any class of Java has in a row. */
const LONGEST_PATH = 30;

/**
 * Reads a script without running it: whether it is JavaScript, which classes of Java it names that are not here, and which libraries it requires.
 * @param known names of the realm's libraries; without it they are not looked for
 */
export function checkScript(
  source: string,
  { kind, language, known }: { readonly kind: ScriptGeneration; readonly language: string; readonly known?: ReadonlySet<string> },
): ScriptReport {
  if (language.toUpperCase() !== 'JAVASCRIPT') {
    const message = `The script is written in ${language}, which this server does not run.`;
    return {
      problems: [{ severity: 'error', code: 'script.language', message, parameters: { language }, line: 1, column: 1 }],
      libraries: [],
    };
  }
  const program = read(source);
  if ('message' in program) return { problems: [program], libraries: [] };
  const reader = new ScriptReader(kind, known);
  reader.visit(program, 0);
  return { problems: reader.problems, libraries: [...reader.libraries] };
}

function read(source: string): Node | ScriptProblem {
  try {
    return parse(source, { ecmaVersion: 'latest', sourceType: 'script', locations: true });
  } catch (error) {
    const { line, column } = placeOf(error);
    const detail = error instanceof Error ? error.message.replace(/ \(\d+:\d+\)$/, '') : 'It cannot be read.';
    const message = `This is not JavaScript: ${detail}.`;
    return { severity: 'error', code: 'script.syntax', message, parameters: { detail }, line, column };
  }
}

function placeOf(error: unknown): { line: number; column: number } {
  if (typeof error !== 'object' || error === null || !('loc' in error)) return { line: 1, column: 1 };
  const { loc } = error as { loc: { line: number; column: number } };
  return { line: loc.line, column: loc.column + 1 };
}

class ScriptReader {
  readonly problems: ScriptProblem[] = [];
  readonly libraries = new Set<string>();
  readonly #legacy: boolean;
  readonly #known: ReadonlySet<string> | undefined;
  readonly #told = new Set<string>();

  constructor(kind: ScriptGeneration, known: ReadonlySet<string> | undefined) {
    this.#legacy = kind === 'legacy';
    this.#known = known;
  }

  visit(node: Node, depth: number): void {
    if (depth > DEEPEST) return;
    const one = node as AnyNode;
    if (one.type === 'MemberExpression') {
      const path = pathOf(one);
      if (path !== undefined && ROOTS.has(path[0] ?? '')) {
        this.#java(path, one);
        return;
      }
    }
    if (one.type === 'CallExpression' && one.callee.type === 'Identifier') this.#call(one.callee.name, one.arguments[0], one);
    if (one.type === 'NewExpression' && one.callee.type === 'Identifier') this.#call(one.callee.name, one.arguments[0], one);
    if (one.type === 'CallExpression' && one.callee.type === 'MemberExpression') {
      const name = textOf(one.arguments[0]);
      const called = pathOf(one.callee)?.join('.') ?? '';
      if (NOT_HERE.has(called))
        this.#tell(
          'warning',
          'script.member_missing',
          `${called} is not available here. The script fails where it uses it.`,
          { name: called },
          one,
        );
      if (called === 'Java.type' && name !== undefined) this.#java(name.split('.'), one);
      if (HASHES.has(called.split('.').at(-1) ?? '')) this.#digests(one.arguments, one);
    }
    for (const child of Object.values(one)) {
      for (const inner of Array.isArray(child) ? (child as unknown[]) : [child as unknown]) if (isNode(inner)) this.visit(inner, depth + 1);
    }
  }

  #call(name: string, first: AnyNode | undefined, node: Node): void {
    if (name === 'require') this.#library(textOf(first), node);
    if (!this.#legacy && LEGACY_ONLY.has(name)) this.#absent(name, node);
  }

  #library(name: string | undefined, node: Node): void {
    if (name === undefined) return;
    this.libraries.add(name);
    if (this.#known === undefined || this.#known.has(name)) return;
    this.#tell('warning', 'script.library_missing', `There is no library ${name} in this realm.`, { name }, node);
  }

  /** Tells of broken hashes that stand in the arguments of a call, as a text or as a member of an object. */
  #digests(given: readonly AnyNode[], node: Node): void {
    const names = given.flatMap((one) =>
      one.type === 'ObjectExpression'
        ? one.properties.map((member) => (member.type === 'Property' ? textOf(member.value) : undefined))
        : [textOf(one)],
    );
    for (const name of BROKEN_DIGESTS.filter((digest) => names.includes(digest)))
      this.#tell(
        'warning',
        'script.broken_digest',
        `${name} is a broken hash: take SHA-256. The script fails here where the operator allows it no more (WAYGATE_SCRIPT_DIGESTS).`,
        { name },
        node,
      );
  }

  #java(path: readonly string[], node: Node): void {
    const names = path[0] === 'Packages' ? path.slice(1) : path;
    if (!this.#legacy) {
      if (names.length > 1) this.#absent(names.join('.'), node);
      return;
    }
    const end = names.findIndex((part) => /^[A-Z]/.test(part));
    // A package as a whole brings the classes that are here.
    if (end === -1) return;
    const name = names.slice(0, end + 1).join('.');
    if (!JAVA_CLASSES.has(name)) {
      this.#tell(
        'warning',
        'script.java_unknown',
        `The Java class ${name} is not available here. The script fails where it uses it.`,
        { name },
        node,
      );
    }
  }

  #absent(name: string, node: Node): void {
    const message = `${name}: scripts of the next generation have no Java.`;
    this.#tell('warning', 'script.java_absent', message, { name }, node);
  }

  #tell(
    severity: ScriptProblem['severity'],
    code: ScriptProblem['code'],
    message: string,
    parameters: Record<string, string>,
    node: Node,
  ): void {
    const key = `${code} ${message}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const { line, column } = node.loc?.start ?? { line: 1, column: 0 };
    this.problems.push({ severity, code, message, parameters, line, column: column + 1 });
  }
}

/** `a.b.c` as its names; undefined for anything that is not written so. */
function pathOf(node: MemberExpression, longest = LONGEST_PATH): string[] | undefined {
  if (longest === 0 || node.computed || node.property.type !== 'Identifier') return undefined;
  const { object, property } = node;
  if (object.type === 'Identifier') return [object.name, property.name];
  const before = object.type === 'MemberExpression' ? pathOf(object, longest - 1) : undefined;
  return before === undefined ? undefined : [...before, property.name];
}

function textOf(node: AnyNode | undefined): string | undefined {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value;
}
