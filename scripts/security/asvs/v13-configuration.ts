import { type AsvsChapter, forOperator, met, notMet } from '../asvs-answer.ts';

/** What shows that only listed hosts are called. */
const LISTED = {
  'packages/integrations/test/outbound-http.test.ts': [
    'never reaches %s',
    'reaches what an operator allows at one port, at that port only',
    'reaches not %s, looks up nothing, and says what to ask the operator for',
    'follows no redirect to where it may not go',
  ],
  'apps/server/test/listed-hosts.test.ts': [
    'a node does not reach the public Internet, and its trace says what to ask for',
    'a script is told what to ask for',
    'nobody signs on with a provider that is not listed',
    'no message goes by a gateway that is not listed, and the log says why',
    'no directory is asked that is not listed',
  ],
};

export const CONFIGURATION: AsvsChapter = {
  '13.1.1': met(
    'Every connection that the server needs or can be told to make is written down.',
    'A table of all of them, with who decides where they lead.',
    ['docs/security-design.md', 'docs/configuration.md'],
    { 'packages/integrations/test/outbound-http.test.ts': ['never reaches %s'] },
  ),
  '13.2.1': forOperator(
    'Parts of the system prove themselves to each other by short-lived or individual means.',
    'Each back end can be signed on to without a password or key that lasts, and the operator chooses so: mail servers by short-lived tokens (XOAUTH2), MongoDB by a certificate (X.509) or the identity of a workload (OIDC) in its address, directories by a client certificate (SASL EXTERNAL), Amazon SNS by the role of the cloud for realms that the operator names, gateways of messages by short-lived tokens of a client that has a secret or a key of its own. Passwords and keys that last are taken as well, each an account of its own with the least rights. What other organisations run takes what they offer: webhooks have headers of the realm, and sign-on providers a secret of its client.',
    ['docs/configuration.md', 'docs/messages.md', 'docs/offline.md', 'nodes/ldap-decision/README.md', 'docs/mail.md'],
    {
      'packages/integrations/test/mail/smtp-oauth.test.ts': [
        'signs on at the mail server with a token of its client, and keeps it for the next mail',
        'asks for another token when one has ended, and once when the mail server does not take it',
      ],
      'packages/integrations/test/directory/client-certificate.test.ts': [
        'signs on in the place of name and password, by StartTLS and by LDAPS, and passwords of people are tried all the same',
        'is not there when the password of somebody is tried or changed, since some directories would let everybody in by it',
        'is copied by it',
        'a directory that phones are kept in is reached by a certificate',
      ],
      'packages/integrations/test/sns-role.test.ts': [
        'pushes by the role that its endpoint vouches for, with the token of the file, and asks again when the credentials end',
        'a workload with a token of its cluster gets the credentials of its role at STS, with the token as it is then',
        'gets nothing by the role that the operator has not given it, and nobody is asked for credentials',
        'names no address for the role to be shown to, and no half of a key',
      ],
      'packages/integrations/test/messages/gateway-oauth.test.ts': [
        'gets each message with a token of the client, which is kept for the next ones',
        'gets another token when one has ended, and once when it does not take one',
        'has the client prove itself by a signature with a key of its own: %s',
        'has no token asked for inside the network, or in clear, unless an operator allows it',
      ],
      'apps/server/test/config.test.ts': [
        'signs on at the mail server with tokens where all that they need is there, and never with a secret in clear',
        'is for the realms that are named, and what a container has by itself gives it to none',
      ],
    },
  ),
  '13.2.2': forOperator(
    'Accounts of the server at other systems have the least rights.',
    'What each one needs is written down; the bind user of a directory needs to read alone unless phones are kept there. Image and systemd run the server as a user of its own that writes its data alone.',
    ['docs/security-design.md', 'docs/deploy.md'],
    { 'scripts/test/deploy.test.ts': ['gives an image a user, a port and a version that agree with everything else'] },
  ),
  '13.2.3': met(
    'No account at another system has a password that everybody knows.',
    'No credential has a default: what is not set is not used.',
    ['apps/server/src/config.ts', 'docs/configuration.md'],
    {
      'apps/server/test/config.test.ts': [
        'has a default for everything',
        'keeps mails in a folder until a server is named that takes them, and never in clear with a password',
      ],
    },
  ),
  '13.2.4': met(
    'The server reaches systems on a list alone.',
    'With `WAYGATE_OUTBOUND=listed` it does: every host that an author, a provider or a certificate names must be listed for what it is called for, and is not even looked up otherwise. Without it only what is not of the public Internet must be. Store, mail server, Amazon SNS and collector of traces are what the operator’s own settings name.',
    ['packages/integrations/src/outbound/address-guard.ts', 'apps/server/src/allowed-hosts.ts', 'docs/configuration.md'],
    LISTED,
  ),
  '13.2.5': met(
    'The web server reaches systems and files on a list alone.',
    'The same as for 13.2.4; files are those of the data folder and of the built pages.',
    ['packages/integrations/src/outbound/address-guard.ts', 'packages/http/src/pages/serve-folder.ts'],
    {
      ...LISTED,
      'packages/http/test/pages.test.ts': ['a file beside the folder is not in it, though its name begins alike'],
    },
  ),
  '13.3.1': notMet(
    'Secrets are in a vault, and none is in source or build.',
    'None is in source or build. The key ring is a file of its owner alone, other secrets are sealed with it in the store, and those of the operator come by variables or files. There is no connection to a vault of its own: what mounts secrets as files or variables does.',
    'a key ring that a vault or an HSM holds.',
    {
      'packages/integrations/test/sealer.test.ts': [
        'is made at first start, for its owner only, and nothing else is left there',
        'cannot be printed',
      ],
      'e2e/tests/api/secrets.spec.ts': ['no secret stands in the log or in the clear on the disk'],
      'apps/server/test/secrets.test.ts': ['is on no disk in clear, whichever door it comes in by, and the node is given it'],
    },
  ),
  '13.3.2': met(
    'Secrets are for those who need them alone.',
    'The keys file is for its owner; a secret of a node, provider, client or service is written and never read back; backups leave the keys out unless they are asked for.',
    ['docs/keys.md', 'docs/store.md', 'packages/integrations/src/sealing/key-ring.ts'],
    {
      'apps/server/test/secrets.test.ts': [
        'is in no answer of the administration API',
        'that was sealed elsewhere, or for the other node, cannot go live and signs nobody on',
      ],
      'packages/integrations/test/key-ring.test.ts': [
        'keeps its mode, and leaves nothing beside it',
        'stays with the user and group that servers run as',
      ],
      'e2e/tests/mfa/sns.spec.ts': ['the settings of the service are checked, sealed and never shown'],
      'apps/cli/test/cli.test.ts': ['take the downloaded credentials, hide the secret, and keep it when the stars come back'],
    },
  ),
  '13.4.1': met(
    'The history of the source is not there, or out of reach.',
    'The server gives out files of three folders of built pages, of listed kinds, and nothing beside them; the package and the image that are deployed have no history.',
    ['packages/http/src/pages/serve-folder.ts', 'docs/deploy.md'],
    { 'packages/http/test/pages.test.ts': ['%s is 404', 'a file beside the folder is not in it, though its name begins alike'] },
  ),
  '13.4.2': met(
    'No debugging in production.',
    'There is no such mode: errors tell a code, whatever the level of the log; what shows codes for trying out is refused where others reach the server.',
    ['packages/http/src/errors', 'docs/messages.md'],
    {
      'packages/http/test/authenticate.test.ts': ['that is %s is 500 and tells nothing'],
      'apps/server/test/config.test.ts': ['keeps messages to be read in the console only where nobody but this machine comes'],
      'apps/server/test/kept-messages.test.ts': ['shows no code on a server that others reach, whatever its store holds (CVE-2026-105211)'],
    },
  ),
  '13.4.3': met('No listings of folders.', 'Only files are given out, by name.', ['packages/http/src/pages/serve-folder.ts'], {
    'packages/http/test/pages.test.ts': ['%s is 404'],
  }),
  '13.4.4': met(
    'TRACE answers nothing.',
    'No address has it; what was sent does not come back.',
    ['packages/http/src/create-app.ts', 'packages/http/src/front/front.ts'],
    {
      'packages/http/test/trace-method.test.ts': ['TRACE of %s tells nothing of what was sent'],
    },
  ),
  '13.4.5': met(
    'Documents of APIs and monitoring are not shown to everybody.',
    '`/metrics` and `/api/v2`, with its document, are for addresses inside or by token; others find nothing there. `/healthz` and `/readyz` say one word.',
    ['packages/http/src/metrics/may-read-metrics.ts', 'packages/http/src/offline-api', 'docs/operations.md'],
    {
      'packages/http/test/health.test.ts': ['/metrics asked for %s', '/readyz says whether the store answers, and not why it does not'],
      'apps/server/test/offline-api/tokens.test.ts': ['of the Internet may not call, whoever says so'],
      'apps/server/test/metrics.test.ts': [
        'shows every metric in the form that Prometheus reads, moves them with sign-ons, and names nobody',
      ],
    },
  ),
};
