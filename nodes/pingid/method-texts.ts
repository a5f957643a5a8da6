/** What people read for each method. */
export const METHOD_TEXTS = {
  PINGID_DESKTOP: { en: 'Web authenticator', de: 'Web-Authenticator' },
  PINGID_MOBILE: { en: 'Authenticator app', de: 'Authenticator-App' },
  SMS: { en: 'Text message', de: 'SMS' },
  VOICE: { en: 'Phone call', de: 'Anruf' },
  EMAIL: { en: 'E-mail', de: 'E-Mail' },
  TOTP: { en: 'Code of an authenticator app', de: 'Code einer Authenticator-App' },
  SECURITY_KEY: { en: 'Security key', de: 'Sicherheitsschlüssel' },
  PLATFORM: { en: 'Passkey of this device', de: 'Passkey dieses Geräts' },
  YUBIKEY: { en: 'YubiKey', de: 'YubiKey' },
  OATH_TOKEN: { en: 'Code of a hardware token', de: 'Code eines Hardware-Tokens' },
} as const;
