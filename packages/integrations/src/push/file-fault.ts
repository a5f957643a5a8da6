import { RoleFault } from './role-fault.ts';

/** Why a file is not there to be read, which stays so until somebody mends it; others, such as too many open files, pass. */
const LASTING: ReadonlySet<string> = new Set(['ENOENT', 'EACCES', 'EPERM', 'EISDIR', 'ENOTDIR', 'ELOOP']);

/** What came of reading a file. @param variable that names it */
export function fileFault(variable: string, error: unknown): RoleFault {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return new RoleFault(variable, code, !LASTING.has(code), error);
}
