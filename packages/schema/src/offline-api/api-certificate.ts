import { z } from 'zod';

/** A certificate that applications and the authentication service can be given. */
export const apiCertificate = z.object({
  id: z.uuid(),
  name: z.string(),
  subject: z.string(),
  issuer: z.string(),
  serialNumber: z.string(),
  fingerprint: z.string().meta({ description: 'SHA-256, hexadecimal pairs with colons.' }),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  hostnames: z.array(z.string()).meta({ description: 'Alternative names of kind DNS.' }),
});
export type ApiCertificate = z.infer<typeof apiCertificate>;

/** Makes one. Private keys stay with whoever ends TLS: a server of ours needs none. */
export const certificateRequest = z.strictObject({
  name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u, {
    message: 'A name has letters, digits, spaces, dots, hyphens and underscores, 64 at most.',
  }),
  pem: z.string().max(65_536),
});
export type CertificateRequest = z.infer<typeof certificateRequest>;

/** What is kept of one. */
export const keptCertificate = z.object({ name: z.string(), pem: z.string() });
