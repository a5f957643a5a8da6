/** The source of a script, out of the base64 in which AM keeps it. */
export function decodeScript(script: string): string {
  return Buffer.from(script, 'base64').toString('utf8');
}

/** A source as AM keeps it. */
export function encodeScript(source: string): string {
  return Buffer.from(source, 'utf8').toString('base64');
}
