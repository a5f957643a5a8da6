/** Whether a private key (PEM) wants a passphrase: as PKCS 8 has it, or as older forms say it in their head (RFC 1421). */
export function isEncryptedKey(pem: string): boolean {
  return /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type:\s*4,\s*ENCRYPTED/.test(pem);
}
