import { localizedText } from '@waygate/schema';
import { z } from 'zod';

/** Texts by language; a text alone is English. */
const texts = z.union([localizedText, z.string().transform((en) => ({ en }))]).default({});

/** An e-mail template of AM and IDM, as far as mails are made of it. What else it says is kept where it is stored. */
export const emailTemplate = z.looseObject({
  enabled: z.boolean().default(true),
  /** Sender; empty means that of the server. */
  from: z.string().max(512).nullish(),
  defaultLocale: z.string().nullish(),
  subject: texts,
  /** What is sent. */
  message: texts,
  /** What authors write, of which consoles make `message`; it is sent when there is no `message`. */
  html: texts,
  styles: z.string().nullish(),
  mimeType: z.string().nullish(),
});
export type EmailTemplate = z.infer<typeof emailTemplate>;
