import { type AsvsChapter, met, notMet } from '../asvs-answer.ts';

export const DATA: AsvsChapter = {
  '14.1.1': met(
    'Sensitive data is known and sorted by how much protection it needs.',
    'Four classes, with what belongs to each. A test knows of every collection of the store whether anything sealed is in it.',
    ['docs/security-design.md'],
    { 'apps/server/test/sealing-keys.test.ts': ['every collection is known to hold something sealed or not'] },
  ),
  '14.1.2': met(
    'It is written down how each class is protected.',
    'At rest, on the way, in logs and traces, how long it stays, who sees it.',
    ['docs/security-design.md'],
    { 'e2e/tests/api/secrets.spec.ts': ['no secret stands in the log or in the clear on the disk'] },
  ),
  '14.2.1': notMet(
    'No secrets in addresses.',
    'Tokens, passwords and keys go in bodies and headers; a token of a session in an address (`tokenId`, `sessionUpgradeSSOTokenId` of old clients) is refused unless an operator allows it (`WAYGATE_TOKENS_IN_ADDRESSES`). Two things stand in addresses because a protocol or a mail has them there, each good once: the code of an authorization request and of a guarded application, for two minutes at most, and the link of a mail, which the page takes out of the address.',
    'nothing that a redirect and a mail could do without.',
    {
      'packages/http/test/sessions.test.ts': [
        'none that an address names is asked for %s where no operator allows it, and nothing happens to it',
      ],
      'packages/http/test/authenticate.test.ts': [
        'takes no session that an address names, and begins nothing, where no operator allows it',
      ],
      'e2e/tests/editor/preview.spec.ts': ['the address of a preview is good for one try of the administrator who made it'],
      'packages/scenarios/test/mail-links.test.ts': ['leads on once, from any browser, by what phones send: the id alone'],
    },
  ),
  '14.2.2': met(
    'Sensitive data is kept in no cache on the way.',
    'Every answer that tells of a person or a configuration is `no-store`; what a process keeps in memory are realms, services and journeys, not people.',
    ['packages/http/src/front/api-headers.ts', 'docs/scale.md'],
    { 'apps/server/test/hardening/security-headers.test.ts': ['whatever tells of a person or a configuration is kept by nobody'] },
  ),
  '14.2.3': met(
    'Sensitive data goes to nobody who should not have it.',
    'No page loads or tells anything elsewhere (`connect-src self`, no-referrer); the server tells others only what a realm set up.',
    ['packages/http/src/pages/security-headers.ts', 'docs/security-design.md'],
    {
      'apps/server/test/hardening/security-headers.test.ts': [
        'no policy allows anything inline, and what may be framed is framed by our own pages alone',
      ],
      'apps/server/test/session-webhooks.test.ts': [
        'tells the webhook who signed off, with the properties of the session as values and nothing else',
      ],
      'packages/integrations/test/messages/message-service.test.ts': [
        'are dropped where nobody may read them, and the operator is told of it without number, address or text',
      ],
    },
  ),
  '14.2.4': met(
    'What is written of each class holds.',
    'Sealing is done by the stores and checked by walking the files of whole sign-ons.',
    ['packages/integrations/src/sealing', 'packages/storage/src', 'docs/security-design.md'],
    {
      'e2e/tests/api/secrets.spec.ts': ['no secret stands in the log or in the clear on the disk'],
      'e2e/tests/editor/traces.spec.ts': [
        'nothing secret of a whole push sign-on stands in its trace, nor in the files of the store, also when it was a preview',
      ],
      'packages/engine/test/engine.test.ts': [
        'a password survives a pause only sealed, and only while a later node reads it',
        'local scratch lives for one visit, memory for the run, and both are sealed',
      ],
      'apps/server/test/offline-api/secrets.test.ts': ['lets no secret out: not in an answer, not in the log, not in a file'],
    },
  ),
  '14.3.1': met(
    'What a browser had of a session is gone when it ends.',
    'Signing off takes the cookies away, has the browser forget pages that it kept (`Clear-Site-Data: "cache"`), clears what the tab kept, and leads to another page. The console asks first what becomes of work of an author that was not sent yet: it is kept in this browser or thrown away. The directives for storage and cookies are not used on purpose: the keys of the web authenticator, which are a device and not data of a session, and cookies of neighbours under the same domain would go with them. A page whose session ends without it, by time or elsewhere, shows nothing more that it asks for; work that an author has open stays, and holds no secret in clear.',
    ['packages/http/src/routes/sessions.ts', 'apps/login/src/account/account-page.tsx', 'apps/editor/src/app/sign-out-dialog.tsx'],
    {
      'e2e/tests/login/account.spec.ts': ["sign out leads to the realm's default journey, and the session is over"],
      'packages/http/test/sessions.test.ts': ['with %s ends the session and its cookie'],
      'e2e/tests/editor/drafts.spec.ts': [
        'signing out asks what becomes of work that only this browser has, and keeps it or throws it away',
        'somebody else who signs on in the same browser does not get the work as theirs',
      ],
    },
  ),
  '14.3.2': met(
    'Browsers keep no sensitive answer.',
    '`no-store` on every answer that is no asset; pages are the same for everybody.',
    ['packages/http/src/front/api-headers.ts'],
    {
      'apps/server/test/hardening/security-headers.test.ts': ['whatever tells of a person or a configuration is kept by nobody'],
      'packages/http/test/pages.test.ts': ['with a hash in the name are kept for ever, others are asked for again'],
    },
  ),
  '14.3.3': met(
    'Nothing sensitive in the storage of the browser but session tokens.',
    'Keys of the web authenticator cannot be read out, and the editor keeps no secret. The tab of a sign-on keeps what the server gives the present step again for: the step, sealed with the key ring for a random name that stands in an HttpOnly cookie of this browser (tabs that begin at the same moment get one each, and either opens what it sealed). A reload sends it back, and the step comes again only to that browser, in that realm, while the sign-on stands there; no node runs and no key is made for it. So a QR code or recovery codes that nobody has confirmed can be shown again there, and stand neither in the browser nor in the store. In clear stand the realm and journey of the address, a random name of the device, the name of a device that somebody is about to change, and drafts of authors.',
    ['packages/http/src/routes/kept-step.ts', 'apps/login/src/sign-on/kept-step.ts'],
    {
      'packages/http/test/journey.test.ts': [
        'is given to the browser that kept it, as it was, as often as it asks',
        'is given to each of two tabs that began at the same moment in a browser that was never here',
        'is given to no other browser, to none without a name, and in no other realm',
        'is not given any more once it was answered, or is too old',
      ],
      'e2e/tests/login/sign-on-page.spec.ts': [
        'a refresh shows the same step, and the sign-on goes on',
        'a refresh of a copy that was left behind says so, and one in another browser begins anew',
      ],
      'e2e/tests/authenticator/authenticator.spec.ts': ['keys cannot be read out, and nothing of the link is kept'],
      'e2e/tests/editor/secrets.spec.ts': [
        'a secret that is typed is nowhere in clear: not in the browser, not in an answer, not after undo and redo, not in an export',
      ],
    },
  ),
};
