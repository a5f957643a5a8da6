/** A new id for a node, in the form that AM gives them (RFC 9562 version 4). */
export function newId(): string {
  return crypto.randomUUID();
}
