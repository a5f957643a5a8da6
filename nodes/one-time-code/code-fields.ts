import { type Caution, localizedField } from '@waygate/node-kit';
import type { LocalizedText } from '@waygate/schema';
import { z } from 'zod';

/** The field that says what is sent. */
export function contentField(title: string) {
  return localizedField(title, 'Text that is sent; {{OTP}} is replaced by the code.');
}

/** The attribute with a telephone number (AM). */
export function numberField() {
  return z.string().min(1).max(256).default('telephoneNumber').meta({
    title: 'Mobile phone number attribute name',
    help: 'Attribute of the account with the number, such as +49 171 1234567.',
  });
}

/** A warning for texts without the code. */
export function contentCautions(path: string, content: LocalizedText): readonly Caution[] {
  if (Object.values(content).every((text) => text.includes('{{OTP}}'))) return [];
  return [{ path, code: 'otp_content', text: 'The text does not say {{OTP}}, so nobody learns the code by it.' }];
}
