import { t } from './messages.ts';

/** There is a journey of that name. Its message is what to say beside the name. */
export class NameTaken extends Error {
  constructor() {
    super(t('nameTaken'));
  }
}
