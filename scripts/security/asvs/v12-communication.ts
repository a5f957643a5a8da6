import { type AsvsChapter, doesNotApply, forOperator, met } from '../asvs-answer.ts';

export const COMMUNICATION: AsvsChapter = {
  '12.1.1': forOperator(
    'TLS 1.2 and 1.3 alone, the newest preferred.',
    'Waygate speaks HTTP to the proxy before it, which ends TLS; what it must be set to is written down. To other servers Waygate takes what Node takes: TLS 1.2 and 1.3. The nginx that is shipped takes the same two and no other.',
    ['docs/security-design.md', 'docs/deploy.md', 'deploy/nginx.conf'],
    {
      'apps/server/test/shipped-nginx.test.ts': [
        'leads sign-ons and streams through two copies, and nobody notices when one of them is killed between two steps',
      ],
    },
  ),
  '12.1.2': forOperator('Recommended cipher suites alone.', 'The proxy’s, as above.', ['docs/security-design.md']),
  '12.1.3': doesNotApply('Client certificates are checked before they identify anybody.', 'Nobody signs on by a certificate of TLS.'),
  '12.2.1': forOperator(
    'Browsers and programs reach the server by TLS alone.',
    'With a public address of https, cookies are Secure, every answer has HSTS, and links are https. That nobody reaches the port of Waygate but the proxy is for the operator; it listens on this machine alone unless told otherwise.',
    ['docs/security-design.md', 'docs/configuration.md'],
    {
      'apps/server/test/hardening/security-headers.test.ts': [
        'every answer of every endpoint has the security headers, whatever the method and whoever asks',
      ],
      'e2e/tests/api/sessions.spec.ts': [
        'over https the cookie has the prefix that no sub-domain can set',
        'links are made of the configured address and of nothing that a client sends',
      ],
      'apps/server/test/config.test.ts': ['has a default for everything'],
    },
  ),
  '12.2.2': forOperator('Certificates that everybody trusts.', 'Those of the proxy.', ['docs/security-design.md']),
  '12.3.1': forOperator(
    'Every connection, in and out, is encrypted, and none goes on in clear.',
    'What goes out is: mail by STARTTLS or not at all, directories by TLS, gateways, webhooks and providers by https, MongoDB when its address says so (it must say). An operator can list hosts inside for which that is waived. The connection from the proxy is the operator’s.',
    ['docs/security-design.md', 'docs/configuration.md'],
    {
      'packages/integrations/test/mail/smtp-transport.test.ts': [
        'sends nothing in clear to a server that does not encrypt',
        'begins in clear and goes on encrypted, with a name and a password',
      ],
      'packages/integrations/test/outbound-http.test.ts': ['does not go on without encryption'],
      'packages/integrations/test/directory/directory-service.test.ts': [
        'goes encrypted from the first byte or by StartTLS, and checks the certificate either way',
      ],
      'apps/server/test/config.test.ts': [
        'keeps mails in a folder until a server is named that takes them, and never in clear with a password',
      ],
    },
  ),
  '12.3.2': met(
    'Certificates of servers are checked.',
    'Always; there is no setting that switches it off.',
    ['docs/configuration.md', 'packages/integrations/src'],
    {
      'packages/integrations/test/mail/smtp-transport.test.ts': ['sends nothing to a server whose certificate nobody vouches for'],
      'packages/integrations/test/directory/directory-service.test.ts': [
        'goes encrypted from the first byte or by StartTLS, and checks the certificate either way',
      ],
      'packages/integrations/test/messages/gateways.test.ts': ['with a certificate that nobody vouches for gets nothing'],
      'packages/integrations/test/directory/phone-places.test.ts': [
        'are reached over LDAPS and StartTLS as well, by the names in their certificates',
      ],
    },
  ),
  '12.3.3': forOperator(
    'HTTP between parts of the system is encrypted.',
    'Waygate is one process. The one connection of this kind is that of the proxy: on the same machine, or through an encrypted network.',
    ['docs/security-design.md'],
  ),
  '12.3.4': met(
    'Certificates of one’s own authority are trusted only where they are named.',
    '`WAYGATE_DIRECTORY_CA_FILE` for directories, the certificates of one directory in its own settings, `NODE_EXTRA_CA_CERTS` for the rest.',
    ['docs/configuration.md'],
    {
      'packages/integrations/test/directory/directory-reader.test.ts': [
        'is read by StartTLS and LDAPS when its authority is known, and not otherwise',
      ],
      'apps/server/test/offline-directories.test.ts': [
        'tries a connection before keeping it: in clear, by StartTLS and by LDAPS with an own authority',
      ],
    },
  ),
};
