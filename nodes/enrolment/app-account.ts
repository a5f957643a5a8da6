import { colorField, flagField, type Identity, localizedField, urlField } from '@waygate/node-kit';
import { z } from 'zod';

/** Attribute of the user that labels the account in the app. */
const ACCOUNT_ATTRIBUTE = {
  USERNAME: undefined,
  COMMON_NAME: 'cn',
  EMAIL_ADDRESS: 'mail',
  EMPLOYEE_NUMBER: 'employeeNumber',
  GIVEN_NAME: 'givenName',
  LAST_NAME: 'sn',
} as const;

/** Fields of every node that shows a QR code for an app, in AM's order. */
export const appAccountFields = {
  issuer: z.string().min(1).max(128).default('ForgeRock').meta({ title: 'Issuer', help: 'Name of the account in the app.' }),
  accountName: z
    .enum(['USERNAME', 'COMMON_NAME', 'EMAIL_ADDRESS', 'EMPLOYEE_NUMBER', 'GIVEN_NAME', 'LAST_NAME'])
    .default('USERNAME')
    .meta({
      title: 'Account name',
      help: 'What labels the account in the app; the user name when the person has none of it.',
      options: {
        USERNAME: 'User name',
        COMMON_NAME: 'Common name',
        EMAIL_ADDRESS: 'E-mail address',
        EMPLOYEE_NUMBER: 'Employee number',
        GIVEN_NAME: 'Given name',
        LAST_NAME: 'Last name',
      },
    }),
  bgColor: colorField('Background color', 'Colour of the account in the app.', '032b75'),
  imgUrl: urlField('Logo image URL', 'Logo of the account in the app.'),
  generateRecoveryCodes: flagField('Generate recovery codes', 'Makes ten codes for the day when the phone is lost.', true),
  scanQRCodeMessage: localizedField('QR code message', 'Text above the QR code.'),
};

/** What the account is called in the app. */
export function accountName(kind: keyof typeof ACCOUNT_ATTRIBUTE, username: string, person: Identity | undefined): string {
  const attribute = ACCOUNT_ATTRIBUTE[kind];
  return (attribute === undefined ? '' : person?.attributes[attribute]?.[0]) || username;
}
