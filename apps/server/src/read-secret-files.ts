import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** No password is longer; what is, is another file than was meant. */
const LONGEST_BYTES = 64 * 1024;

/** What stands in files, and what is wrong with those. */
export interface SecretFiles {
  /** The environment with what files say in the place of their names. */
  readonly environment: Environment;
  /** One sentence for each; none quotes a file. */
  readonly problems: readonly string[];
}

/**
 * Reads the secrets that stand in files: `NAME_FILE` names the file that holds what `NAME` would, so that no secret is in an environment, which every child process and many
 * a tool shows. Line ends at the end of the file are no part of it.
 * @param names of the variables that may stand in files
 * @param variablesFolder name of the variable that names a folder of further variables
 */
export function readSecretFiles(environment: Environment, names: readonly string[], variablesFolder: string): SecretFiles {
  const problems: string[] = [];
  const read: Record<string, string | undefined> = { ...environment };
  const take = (name: string, file: string, path: string) => {
    if ((environment[name] ?? '') !== '') {
      problems.push(`${file}: ${name} is set, too. Take one of the two.`);
      return;
    }
    const found = textOf(path);
    if ('problem' in found) problems.push(`${file}: ${found.problem}`);
    else read[name] = found.text;
  };
  for (const name of names) {
    const file = `${name}_FILE`;
    const path = environment[file] ?? '';
    delete read[file];
    if (path !== '') take(name, file, path);
  }
  const folder = environment[variablesFolder] ?? '';
  if (folder !== '') {
    const found = variablesIn(folder);
    if (found === undefined) problems.push(`${variablesFolder}: ${folder} is no folder that can be read.`);
    for (const name of found ?? []) take(name, variablesFolder, join(folder, name));
  }
  return { environment: read, problems };
}

/** Files of the folder that are variables. Kubernetes puts folders of its own beside them, whose names begin with two dots. */
function variablesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder).filter((name) => /^ESV_\w+$/.test(name));
  } catch {
    return undefined;
  }
}

function textOf(path: string): { readonly text: string } | { readonly problem: string } {
  try {
    const about = statSync(path);
    if (!about.isFile()) return { problem: `${path} is no file.` };
    if (about.size > LONGEST_BYTES) return { problem: `${path} is larger than ${LONGEST_BYTES} bytes, so it is no secret.` };
    const text = readFileSync(path, 'utf8').replace(/[\r\n]+$/, '');
    return text === '' ? { problem: `${path} is empty.` } : { text };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    return { problem: `${path} cannot be read (${code}). The user that Waygate runs as must be able to read it.` };
  }
}
