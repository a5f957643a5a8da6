/** What a script text that shows recovery codes shows, found by the patterns of AM's SDKs. */
export interface ShownRecoveryCodes {
  readonly codes: readonly string[];
  readonly deviceName: string;
}

/** @returns undefined when the text shows no recovery codes */
export function readRecoveryCodes(script: string): ShownRecoveryCodes | undefined {
  if (!/recovery codes/i.test(script)) return undefined;
  const codes = (script.match(/\s[\w\W]"([\w]*)\\/g) ?? [])
    .flatMap((match) => /"([\w]*)\\/.exec(match)?.[1] ?? [])
    .filter((code) => code !== '');
  const name = /<em\s*.*>\s*.*<\/em>/.exec(script)?.[0].replaceAll(/<[^>]*>/g, '') ?? '';
  return codes.length === 0
    ? undefined
    : { codes, deviceName: name.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))) };
}

/** The message that a script text writes into the page, when it is one that only does that. */
export function readWrittenMessage(script: string): string | undefined {
  const literal = /^var message = ("(?:[^"\\]|\\.)*");/.exec(script)?.[1];
  return literal === undefined ? undefined : (JSON.parse(literal) as string);
}
