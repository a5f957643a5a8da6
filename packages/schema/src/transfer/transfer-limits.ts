/** What an import may be at most. Server, command line and editor ask here, so that they agree. */
export const TRANSFER_LIMITS = {
  files: 200,
  /** Of one file, bytes of UTF-8. */
  fileBytes: 8 * 1024 * 1024,
  /** Of all files together, bytes of UTF-8. */
  bytes: 16 * 1024 * 1024,
} as const;

/** Bytes of a text as UTF-8. */
export function utf8Length(text: string): number {
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    // The two halves of a pair are four bytes together.
    else if (unit >= 0xd800 && unit <= 0xdfff) length += 2;
    else length += 3;
  }
  return length;
}
