import { SECRET_MASK } from '@waygate/scripting';

/** What is a secret by its form, wherever it stands, and what is left of it. */
const FORMS: readonly (readonly [form: RegExp, left: string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, SECRET_MASK],
  // Signed and encrypted tokens, authIds among them.
  [/\beyJ[\w-]{6,}(?:\.[\w-]*)*/g, SECRET_MASK],
  [/\b(Bearer|Basic|Digest|DPoP|Negotiate)(\s+)[^\s,"']{4,}/gi, `$1$2${SECRET_MASK}`],
  // Links that hand a secret to a phone.
  [/\b(otpauth|pushauth|mfauth):[^\s"'<>]+/gi, `$1:${SECRET_MASK}`],
  [/\bsealed:[^\s"'<>]+/g, `sealed:${SECRET_MASK}`],
  [/\$(argon2\w*|scrypt)\$[^\s"'<>]+/g, SECRET_MASK],
  // Of an address: who signs on there, what is asked, and what only browsers see.
  [/\b([a-z][a-z\d+.-]*:\/\/)[^\s/@"'<>]*@/gi, `$1${SECRET_MASK}@`],
  [/((?:\b[a-z][a-z\d+.-]*:\/)?\/[^\s?#"'<>]*)[?#][^\s"'<>]+/gi, `$1?${SECRET_MASK}`],
  [
    /\b(pass(?:word|wd|phrase|code)?|pwd|secret|client_secret|code_verifier|access_token|refresh_token|id_token|token|authId|tokenId|suspendedId|api[-_ ]?key|credential|otp|pin)(["']?\s*[=:]\s*["']?)[^\s"'&,;})\]]+/gi,
    `$1$2${SECRET_MASK}`,
  ],
];

/** Texts without what is a secret by its form. It is the last of several nets: nothing secret is to come here in the first place. */
export function withoutSecrets(text: string): string {
  let left = text;
  for (const [form, instead] of FORMS) left = left.replace(form, instead);
  return left;
}

/** What is quoted in the message of a library or of the runtime is what it was given: `"hunter2" is not valid JSON`. It may hold quotes itself. */
const QUOTED = /"[\s\S]*"|'(?:[^'\\]|\\.)*'|`[^`]*`|“[^”]*”/g;
/** Long mixtures of letters and digits are ids, keys and tokens. */
const OPAQUE = /(?<![\w+/=-])(?=[\w+=-]*\d)(?=[\w+=-]*[A-Za-z])[\w+=-]{20,}/g;

/** A text of somebody else's, such as the message of a library: without what it quotes and what may be a key. */
export function withoutQuotes(text: string): string {
  return withoutSecrets(text.replace(QUOTED, '"…"')).replace(OPAQUE, SECRET_MASK);
}
