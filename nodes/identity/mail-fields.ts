import { emailTemplateField } from '@waygate/node-kit';
import { z } from 'zod';
import { identityAttributeField } from './identity-attribute-field.ts';

/** What every node that sends mail is told (AM). @param template that is sent when the author names none */
export function mailFields(template: string) {
  return {
    emailTemplateName: emailTemplateField('Email template', 'Name of the template of the realm that the mail is made of.', template),
    emailAttribute: z
      .string()
      .min(1)
      .max(256)
      .default('mail')
      .meta({ title: 'Email attribute', help: 'Attribute with the address of the recipient.' }),
    identityAttribute: identityAttributeField(),
  };
}
