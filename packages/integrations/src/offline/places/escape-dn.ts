/** A value as it stands in a distinguished name (RFC 4514 2.4): no text can become another part of the name. */
export function escapeDn(value: string): string {
  const escaped = value
    .replaceAll(/[\\"#+,;<=>]/g, (char) => `\\${char}`)
    .replaceAll(/\p{Cc}/gu, (char) =>
      [...new TextEncoder().encode(char)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join(''),
    );
  return escaped.replaceAll(/^ | $/g, '\\ ');
}
