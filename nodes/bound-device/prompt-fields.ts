import { listField, localizedField } from '@waygate/node-kit';
import { z } from 'zod';

/** What both nodes say to the app that holds the key. */
export function promptFields() {
  return {
    applicationIds: listField(
      'Application IDs',
      'Apps whose signatures are accepted, each by its package name or bundle identifier. Without any, none is.',
    ),
    title: localizedField('Title', 'What the app writes above its question for finger, face or PIN.'),
    subtitle: localizedField('Subtitle', 'What stands under the title.'),
    description: localizedField('Description', 'What the person agrees to.'),
    timeout: z
      .int()
      .min(0)
      .max(600)
      .default(60)
      .meta({ title: 'Timeout', help: 'How long the person has to unlock the key.', unit: 'seconds' }),
  };
}

/** Texts of the prompt, where the author gave none. */
export const PROMPT_TEXTS = {
  title: { en: 'Confirm it is you', de: 'Bestätigen Sie, dass Sie es sind' },
  subtitle: { en: 'Unlock the key on this device', de: 'Entsperren Sie den Schlüssel auf diesem Gerät' },
  description: {
    en: 'The app signs with a key that never leaves this device.',
    de: 'Die App unterschreibt mit einem Schlüssel, der dieses Gerät nie verlässt.',
  },
} as const;
