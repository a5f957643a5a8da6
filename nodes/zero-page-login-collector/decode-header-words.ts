const WORD = /=\?([A-Za-z0-9._-]+)\?([BbQq])\?([^?]*)\?=/g;

/** Reads encoded words in a header (RFC 2047), such as `=?UTF-8?B?…?=`; anything else stays as it is. */
export function decodeHeaderWords(text: string): string {
  const joined = text.replaceAll(/(\?=)\s+(=\?)/g, '$1$2');
  return joined.replaceAll(WORD, (whole, charset: string, encoding: string, content: string) => {
    try {
      const binary = encoding.toUpperCase() === 'B' ? atob(content) : quoted(content);
      return new TextDecoder(charset, { fatal: true }).decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)));
    } catch {
      return whole;
    }
  });
}

function quoted(content: string): string {
  return content.replaceAll('_', ' ').replaceAll(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
