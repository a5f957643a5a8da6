import { z } from 'zod';
import { localizedText } from '../localized-text.ts';

/** Security questions of a realm; keys are IDM's (`selfservice.kba`), the window is ours. */
export const kbaService = z
  .object({
    questions: z
      .record(z.string().min(1).max(64), localizedText)
      .default({
        '1': { en: "What's your favorite color?", de: 'Was ist Ihre Lieblingsfarbe?' },
        '2': { en: 'Who was your first employer?', de: 'Wer war Ihr erster Arbeitgeber?' },
      })
      .meta({ title: 'Questions', help: 'By id, in any languages.' }),
    minimumAnswersToDefine: z.int().min(1).max(10).default(1).meta({ title: 'Answers to define' }),
    minimumAnswersToVerify: z.int().min(1).max(10).default(1).meta({ title: 'Answers to verify' }),
    numberOfAttemptsAllowed: z
      .int()
      .min(1)
      .max(100)
      .default(5)
      .meta({ title: 'Attempts', help: 'How many tries that come to nothing one person has in the window.' }),
    attemptWindowMinutes: z.int().min(1).max(10_080).default(1_440).meta({ title: 'Window', unit: 'minutes' }),
  })
  .strict();
export type KbaSettings = z.infer<typeof kbaService>;

/** Terms and conditions of a realm, in IDM's words (`selfservice.terms`). */
export const termsService = z
  .object({
    versions: z
      .array(
        z.object({
          version: z.string().min(1).max(64),
          termsTranslations: localizedText,
          createDate: z.iso.datetime({ offset: true }),
        }),
      )
      .default([])
      .meta({ title: 'Versions' }),
    active: z.string().max(64).optional().meta({ title: 'Version in force', help: 'Without it no terms are in force.' }),
  })
  .strict();

/** The version of the terms that is in force. */
export type ActiveTerms = z.infer<typeof termsService>['versions'][number];

/** Where data of people would go with their consent, in the words of IDM's mappings. */
const consentMapping = z.object({
  name: z.string().min(1).max(128),
  displayName: z.string().max(256).default(''),
  icon: z.string().max(2_048).default(''),
  accessLevel: z.string().max(256).default(''),
  fields: z.array(z.string()).default([]),
  consentRequired: z.boolean().default(true),
});
export type ConsentMapping = z.infer<typeof consentMapping>;

export const consentMappingsService = z
  .object({ mappings: z.array(consentMapping).default([]).meta({ title: 'Mappings that need consent' }) })
  .strict();
