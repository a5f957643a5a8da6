import type { MessageMailServer } from '@waygate/node-kit';
import { secretField, secretLabelField } from '@waygate/node-kit';
import { z } from 'zod';

const text = (title: string, help: string) => z.string().max(1_024).default('').meta({ title, help });

/** AM's settings of a mail server. @param use what becomes of them here, a sentence */
export function mailServerFields(use: string) {
  return {
    hostName: text('Mail server host name', use),
    hostPort: z.int().min(1).max(65_535).default(465).meta({ title: 'Mail server host port', help: use }),
    username: text('Mail server authentication username', use),
    password: secretField('Mail server authentication password', use),
    secretLabelIdentifier: secretLabelField(
      'Mail server secret label identifier',
      'Where AM keeps the password; this server has no store of labels and uses the password above.',
    ),
    sslOption: z
      .enum(['NON_SSL', 'SSL', 'START_TLS'])
      .default('SSL')
      .meta({ title: 'Mail server secure connection', help: use, options: { NON_SSL: 'Non SSL', SSL: 'SSL', START_TLS: 'Start TLS' } }),
    smsGatewayImplementationClass: z
      .string()
      .max(1_024)
      .default('com.sun.identity.authentication.modules.hotp.DefaultSMSGatewayImpl')
      .meta({ title: 'Gateway implementation class', help: 'A class of AM. Kept for exports; it changes nothing here.' }),
  };
}

const TLS = { NON_SSL: 'none', SSL: 'implicit', START_TLS: 'required' } as const;

/** The mail server that a node names. */
export function mailServerOf(config: {
  readonly hostName: string;
  readonly hostPort: number;
  readonly username: string;
  readonly password?: string | undefined;
  readonly sslOption: keyof typeof TLS;
}): MessageMailServer | undefined {
  const { hostName: host, hostPort: port, username, password, sslOption } = config;
  if (host === '') return undefined;
  return { host, port, tls: TLS[sslOption], ...(username === '' || password === undefined ? {} : { username, password }) };
}
