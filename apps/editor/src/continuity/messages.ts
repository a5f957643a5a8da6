import { chooseMessages } from '@waygate/ui/messages';
import { wishes } from '../app/languages.ts';
import { applicationMessages } from './application-messages.ts';
import { coverageMessages } from './coverage-messages.ts';
import { directoryMessages } from './directory-messages.ts';
import { interventionMessages } from './intervention-messages.ts';
import { pageMessages } from './page-messages.ts';
import { providerFormMessages } from './provider-form-messages.ts';
import { providerMessages } from './provider-messages.ts';

const en = {
  ...pageMessages.en,
  ...providerMessages.en,
  ...interventionMessages.en,
  ...providerFormMessages.en,
  ...coverageMessages.en,
  ...directoryMessages.en,
  ...applicationMessages.en,
};
const de = {
  ...pageMessages.de,
  ...providerMessages.de,
  ...interventionMessages.de,
  ...providerFormMessages.de,
  ...coverageMessages.de,
  ...directoryMessages.de,
  ...applicationMessages.de,
};

/** The texts of the page of outages. */
export const t = chooseMessages({ en, de }, wishes());
