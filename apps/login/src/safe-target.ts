/** An address that a page may lead to: http(s) only. Anything else is not followed. */
export function safeTarget(target: string, base: string): string | undefined {
  if (target === '' || !URL.canParse(target, base)) return undefined;
  const url = new URL(target, base);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
}
