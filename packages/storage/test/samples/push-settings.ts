import { serviceSchemas } from '@waygate/schema';

export const pushSettings = serviceSchemas.pushNotification.parse({ accessKey: 'AKIA', secret: 'top-secret-of-sns' });
