/** Kinds of phones that behave differently. `web` is our own authenticator. */
export type Platform = 'android' | 'ios' | 'web';

/** Where the public SDKs differ (mostly found in their source). */
export interface PlatformRules {
  readonly deviceName: string;
  readonly deviceType: string;
  readonly communicationType: string;
  readonly contentType: string;
  /** iOS sends the routing cookie under the name of an answer's header. */
  readonly routingHeader: string;
  readonly upperCaseUid: boolean;
  /** Alphabet that ids and the issuer are read with: on iOS the other one makes the field vanish. */
  readonly textAlphabet: 'url' | 'standard';
  /** Claims without which a push is not shown. */
  readonly requiredClaims: readonly string[];
  readonly extraClaims: Readonly<Record<string, unknown>>;
  isSuccess(status: number): boolean;
}

export const PLATFORMS: Readonly<Record<Platform, PlatformRules>> = {
  android: {
    deviceName: 'Pixel 9',
    deviceType: 'android',
    communicationType: 'gcm',
    contentType: 'application/json; charset=utf-8',
    routingHeader: 'Cookie',
    upperCaseUid: false,
    textAlphabet: 'url',
    requiredClaims: ['u', 'c'],
    extraClaims: {},
    isSuccess: (status) => status === 200,
  },
  ios: {
    deviceName: 'iPhone',
    deviceType: 'ios',
    communicationType: 'apns',
    contentType: 'application/json',
    routingHeader: 'Set-Cookie',
    upperCaseUid: true,
    textAlphabet: 'standard',
    requiredClaims: ['u', 'c', 'l', 't'],
    extraClaims: {},
    isSuccess: (status) => status >= 200 && status <= 302,
  },
  web: {
    deviceName: 'Headless',
    deviceType: 'web',
    communicationType: 'local',
    contentType: 'application/json',
    routingHeader: 'Cookie',
    upperCaseUid: false,
    textAlphabet: 'url',
    requiredClaims: ['u', 'c', 'i', 't'],
    extraClaims: { capabilities: ['code-entry'] },
    isSuccess: (status) => status === 200,
  },
};
