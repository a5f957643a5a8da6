/**
 * Seals secrets for rest. The context (such as `device|/alpha|<user id>`) is bound to the sealed text: text sealed for one place
 * does not open in another.
 */
export interface Sealer {
  /** @returns a compact JWE (RFC 7516, `dir` + A256GCM) that names its key */
  seal(context: string, plaintext: string): string;
  /** @throws WaygateError `seal.unreadable` when the text was altered, belongs elsewhere, or its key is not on the ring */
  open(context: string, sealed: string): string;
}
