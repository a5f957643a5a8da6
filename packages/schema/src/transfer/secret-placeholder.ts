/**
 * Whether a value only names a secret, in the form of AM's configuration placeholders, such as `&{esv.login.mail.password}`. One with a default
 * (`&{esv.x|changeit}`) does not: its default may be the secret.
 */
export function isSecretPlaceholder(value: unknown): value is string {
  return typeof value === 'string' && /^&\{[^{}|]+\}$/.test(value);
}
