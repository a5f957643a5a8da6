/** What stands in the place of a secret. */
export const SECRET_MASK = '[secret]';
/** Shorter texts stand in many places without being meant. */
const SHORTEST = 4;

/**
 * Every form in which a text is found again in a line: as it is, escaped for JSON and for addresses, in base64 and base64url, in hex. Longest first.
 */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = bytes.toString('base64');
  const hex = bytes.toString('hex');
  const escaped = secret.isWellFormed() ? encodeURIComponent(secret) : secret;
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    escaped,
    escaped.replaceAll('%20', '+'),
    base64,
    base64.replace(/=+$/, ''),
    bytes.toString('base64url'),
    hex,
    hex.toUpperCase(),
  ];
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

/**
 * Takes known secrets out of texts, whatever form they have there.
 * @param secrets those of less than four characters are left alone: they stand in many places without being meant
 * @returns the same text when none of them is in it
 */
export function maskerOf(secrets: Iterable<string>): (text: string) => string {
  const forms = [...new Set([...secrets].filter((secret) => secret.length >= SHORTEST).flatMap(formsOf))].sort(
    (a, b) => b.length - a.length,
  );
  if (forms.length === 0) return (text) => text;
  return (text) => {
    let masked = text;
    for (const form of forms) if (masked.includes(form)) masked = masked.replaceAll(form, SECRET_MASK);
    return masked;
  };
}
