const IDENTIFIER = 'waygate.device';

/** What Chromium alone knows. */
type MaybeMemory = Navigator & { readonly deviceMemory?: number };

/** Names this browser to Waygate, and to nobody else: a random word that stays in its storage. */
function browserIdentifier(): string {
  const kept = localStorage.getItem(IDENTIFIER);
  if (kept !== null) return kept;
  const made = crypto.getRandomValues(new Uint32Array(3)).join('-');
  localStorage.setItem(IDENTIFIER, made);
  return made;
}

/**
 * What this browser tells of itself, with AM's names. Enough to notice another browser, and no more: no fonts, no plugins, nothing that was drawn.
 * @param metadata whether more than the identifier is wanted
 */
export function describeBrowser(metadata: boolean) {
  const identifier = browserIdentifier();
  if (!metadata) return { identifier };
  const { hardwareConcurrency, maxTouchPoints, userAgent, language, deviceMemory }: MaybeMemory = navigator;
  const { width, height, pixelDepth } = screen;
  return {
    identifier,
    metadata: {
      hardware: {
        hardwareConcurrency,
        maxTouchPoints,
        ...(deviceMemory === undefined ? {} : { deviceMemory }),
        display: { width, height, pixelDepth },
      },
      browser: { userAgent },
      platform: { language, deviceName: deviceName(userAgent), timezone: new Date().getTimezoneOffset() },
    },
  };
}

/** What a person would call the device. */
function deviceName(userAgent: string): string {
  const known = [
    [/iPhone/, 'iPhone'],
    [/iPad/, 'iPad'],
    [/Android/, 'Android'],
    [/CrOS/, 'Chrome OS'],
    [/Windows/, 'Windows'],
    [/Mac OS/, 'Mac'],
    [/Linux/, 'Linux'],
  ] as const;
  return `${known.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'Unknown'} (Browser)`;
}
