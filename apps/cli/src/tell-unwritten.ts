/** Tells the operator of a command, in a line of JSON on standard error, what of the audit log could not be written. Nothing in a record is a secret. */
export function tellUnwritten(facts: object, message: string): void {
  const { err, ...told } = facts as { readonly err?: unknown };
  const cause = err instanceof Error ? { cause: err.message } : {};
  process.stderr.write(`${JSON.stringify({ ...told, message, ...cause })}\n`);
}
