import type { PhoneSystem } from './phone-messages.ts';

interface UserAgentData {
  readonly platform?: string;
  getHighEntropyValues?(hints: readonly string[]): Promise<{ readonly platformVersion?: string }>;
}

/**
 * What this browser runs on, as far as it tells the truth about it. The version in the user agent text of Android is the same for everybody, so it is not taken.
 * @returns undefined when it cannot be known
 */
export async function phoneSystem(browser: {
  readonly userAgent: string;
  readonly userAgentData?: UserAgentData;
}): Promise<PhoneSystem | undefined> {
  const data = browser.userAgentData;
  if (data?.platform === 'Android') {
    const told = await data.getHighEntropyValues?.(['platformVersion']).catch(() => undefined);
    return told?.platformVersion === undefined ? undefined : { osName: 'android', osVersion: told.platformVersion };
  }
  const version = /\b(?:iPhone|CPU) OS (\d+(?:_\d+){0,3})\b/.exec(browser.userAgent)?.[1];
  return version === undefined ? undefined : { osName: 'ios', osVersion: version.replaceAll('_', '.') };
}
