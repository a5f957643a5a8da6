import { z } from 'zod';

/** Who may name a device for one sign-on by a signed request. Here and not in journeys, so that whoever draws one cannot sign for an application. Ours; AM has none. */
export const deviceRequestService = z.strictObject({
  applications: z
    .record(
      z.string().regex(/^[A-Za-z][\w-]{0,63}$/, 'A name begins with a letter and has letters, digits, _ and -.'),
      z.string().min(32, 'A key has at least 32 characters.').max(1_024),
    )
    .default({})
    .meta({
      title: 'Signing keys, by application',
      help: 'Secrets that applications sign requests for one-time devices with (HS256). PingID One-Time Device names the application.',
      secret: true,
    }),
});
