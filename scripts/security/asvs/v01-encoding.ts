import { type AsvsChapter, doesNotApply, met, metUntested } from '../asvs-answer.ts';

export const ENCODING: AsvsChapter = {
  '1.1.1': met(
    'Input is decoded once, into one form, before anything else is done with it.',
    'Paths are split at slashes first and each part is decoded once; an address that is not properly escaped is refused. Bodies are UTF-8 and JSON, read once by a schema. A JWS in another spelling of the same bytes is not read.',
    ['packages/http/src/request/am-path.ts', 'packages/http/src/request/parse-json.ts', 'packages/http/src/pages/serve-folder.ts'],
    {
      'packages/http/test/am-path.test.ts': ['reads %s', 'refuses %s: %s'],
      'packages/http/test/pages.test.ts': ['an address that is not properly escaped is 400', '%s is 404'],
      'packages/mfa/test/push-jws.test.ts': ['in another spelling of the same bytes'],
    },
  ),
  '1.1.2': met(
    'Output is escaped at the end, by or for what reads it.',
    'Pages are drawn by Preact and React, which escape when they draw; mails, webhooks and gateways fill their templates when they are sent, escaped for the place; JSON is written by JSON.stringify.',
    ['packages/integrations/src/mail', 'packages/integrations/src/webhooks', 'packages/http/src/front/front.ts'],
    {
      'packages/integrations/test/mail/render-template.test.ts': ['lets nobody write into its page by their name: %s'],
      'packages/integrations/test/fill-webhook.test.ts': ['escapes a value as its place asks for'],
      'e2e/tests/login/injection.spec.ts': ['what an author writes is shown and never run'],
    },
  ),
  '1.2.1': met(
    'What goes into HTML, XML or a header is escaped for that very place.',
    'Frameworks escape in pages; the page of the gate, the error page of the authorization server and mails escape by themselves; headers of requests and answers take no sign that HTTP has not.',
    ['packages/http/src/applications/gate-page.ts', 'packages/oidc/src/pages/render-error.ts', 'apps/login/src/sign-on/rich-text.tsx'],
    {
      'e2e/tests/login/injection.spec.ts': [
        'what an author writes is shown and never run',
        'a message of failure and an address with markup in them are shown as text',
      ],
      'packages/http/test/gate-page.test.ts': [
        'a page of the gate has its style allowed by its hash, no script, and nothing that anybody wrote into it',
      ],
      'packages/oidc/test/refusals.test.ts': [
        'shows a page in the language of the person when it cannot be answered, and never what it said',
      ],
      'packages/integrations/test/outbound-http.test.ts': ['is refused when HTTP has no signs for %s'],
      'packages/schema/test/application.test.ts': ['says who is signed on by headers that carry nothing else'],
    },
  ),
  '1.2.2': met(
    'Values in addresses are escaped, and only safe kinds of addresses are led to.',
    'Addresses are made with URL and URLSearchParams. Places that a browser is led to are http or https; `javascript:` and `data:` are refused by the server and again by the page.',
    ['packages/http/src/request/redirect-validator.ts', 'apps/login/src/safe-target.ts', 'nodes/redirect-url'],
    {
      'packages/http/test/redirect-validator.test.ts': ['Property: a browser that is led stays where it was allowed to go'],
      'nodes/redirect-url/redirect-url.test.ts': ['refuses %o', 'never takes a path that leads to another host, however often it is read'],
      'nodes/get-authenticator-app/node.test.ts': ['refuses %s as a link'],
      'nodes/http-client/fill-template.test.ts': ['puts values into %s: %s'],
    },
  ),
  '1.2.3': met(
    'Values in JavaScript and JSON cannot break out of their text.',
    "JSON is made by JSON.stringify, also where an author's template is filled in. Scripts that AM's clients run hold their values as literals in which `<` is escaped; our pages never run them.",
    ['nodes/webauthn-registration', 'nodes/http-client', 'nodes/get-authenticator-app/node.ts'],
    {
      'nodes/webauthn-registration/node.test.ts': ['cannot close the script that it stands in'],
      'nodes/http-client/fill-template.test.ts': ['lets no value break out of the text of a JSON body'],
      'nodes/get-authenticator-app/node.test.ts': [
        'keeps a text of the author inside its literal',
        'writes the links escaped, so that none ends its attribute',
      ],
    },
  ),
  '1.2.4': metUntested(
    'Queries of databases cannot be changed by values.',
    'Every SQL statement is a constant that is prepared once; values are bound. MongoDB is asked with values that the stores have as strings and numbers, never with an object of a request, and no operator is made of input.',
    ['packages/storage/src/sqlite/sqlite-file.ts', 'packages/storage-mongodb/src/mongo-document-store.ts'],
    'That no statement is put together from values is seen by reading the two files, which are the only ones with queries; a test could only try some values.',
  ),
  '1.2.5': doesNotApply(
    'Values cannot become commands of the operating system.',
    'The server, the command line and the web apps start no other program; only scripts that build and test do, with lists of arguments.',
  ),
  '1.2.6': met(
    'Searches of directories cannot be changed by names.',
    'Filters are objects of the library, which encodes values as bytes of LDAP; distinguished names are escaped (RFC 4514).',
    ['packages/integrations/src/directory/directory-service.ts', 'packages/integrations/src/offline/places/escape-dn.ts'],
    {
      'packages/integrations/test/directory/directory-service.test.ts': [
        'tries no password of whoever may not, however their name is spelled',
      ],
      'packages/integrations/test/directory/phone-places.test.ts': [
        'is not of somebody whom a name with a star in it could mean',
        'writes %j in a distinguished name as %j',
      ],
    },
  ),
  '1.2.7': doesNotApply('XPath queries cannot be changed by values.', 'There is no XPath and no parser of XML in the product.'),
  '1.2.8': doesNotApply('Processors of LaTeX run no commands.', 'There is no LaTeX in the product.'),
  '1.2.9': met(
    'Values in regular expressions are escaped.',
    'The one expression that is made of text, by which pages find what a node filled into a text of its own, escapes every sign that means something; filters of queries are compared as text.',
    ['apps/login/src/sign-on/translate-step.ts', 'packages/schema/src/query-filter'],
    {
      'apps/login/test/translate-step.test.ts': [
        'says what nodes say by themselves in the other language, with what they filled in, within scripts and buttons too',
      ],
      'packages/schema/test/query-filter/query-filter.test.ts': ['finds a text that is there, in whatever member'],
    },
  ),
  '1.3.1': met(
    'HTML that people or authors write is cleaned by a library or framework.',
    'Descriptions of authors are not put into pages as HTML: the browser parses them apart from the page (DOMParser), and a few harmless elements are drawn anew by Preact; everything else is text.',
    ['apps/login/src/sign-on/rich-text.tsx'],
    {
      'e2e/tests/login/injection.spec.ts': [
        'what an author writes is shown and never run',
        'script that somebody slips into a page is not run, and these tests would see it',
      ],
    },
  ),
  '1.3.2': met(
    'Nothing that somebody wrote is evaluated as code in the process.',
    'There is no eval and no Function in the product. Scripts of authors run in QuickJS, a WebAssembly sandbox in a thread, with limits; writing them is a right of its own.',
    ['packages/scripting/src/sandbox', 'docs/scripts.md'],
    {
      'packages/scripting/test/hostile.test.ts': [
        'finds no trace of Node among the globals',
        'poisons nothing but itself when it changes prototypes',
        'gives the host data and nothing else, whatever it puts there',
      ],
      'packages/http/test/scripts.test.ts': ['are written by administrators with the right alone, and read by all of them'],
      'e2e/tests/api/bad-journeys.spec.ts': ['a file with ${what} is refused whole'],
    },
  ),
  '1.3.3': met(
    'What goes to a dangerous place is held to safe letters and a length first.',
    'Names, ids, headers, cookies, file names and addresses have schemas with allowed letters and lengths at the door; what is filled into mails is cut at 256 characters; names in QR codes lose what would show them as others.',
    ['packages/schema/src', 'packages/integrations/src/mail'],
    {
      'packages/http/test/realm-config.test.ts': ['a tree or a node called %s is refused'],
      'packages/http/test/scripts.test.ts': ['have no id like %s'],
      'packages/mfa/test/offline-qr.test.ts': ['hold nothing that would show them as others'],
      'packages/integrations/test/mail/smtp-transport.test.ts': ['takes nothing of a mail for a header or for another recipient'],
    },
  ),
  '1.3.4': doesNotApply(
    'SVG that people bring is cleaned.',
    'Nobody can upload a picture. Logos are addresses, which pages load as images, where no script runs.',
  ),
  '1.3.5': met(
    'Templates, Markdown or styles that people write run nothing.',
    'Templates of mails know values of the person and nothing else; a template with more than placeholders is refused. Themes are kept for export and not applied.',
    ['packages/integrations/src/mail', 'docs/mail.md'],
    {
      'packages/integrations/test/mail/render-template.test.ts': [
        'reaches nothing but what the person has',
        'that says nothing, or more than placeholders, is broken',
      ],
    },
  ),
  '1.3.6': met(
    'The server cannot be made to call what it should not (SSRF).',
    'Everything that an author or another server can have called goes through one client, which looks at the address in the socket, after the name was resolved and again at each redirect, and refuses whatever is not of the public Internet unless an operator lists its host and port.',
    ['packages/integrations/src/outbound', 'docs/configuration.md'],
    {
      'packages/integrations/test/outbound-http.test.ts': [
        'never reaches %s',
        'follows redirects, each checked like the first',
        'reaches what an operator allows at one port, at that port only',
      ],
      'packages/integrations/test/federation-service.test.ts': ['is not followed to an address inside, whether named or led to'],
      'apps/server/test/session-webhooks.test.ts': ['calls nobody inside whom the operator has not listed'],
      'packages/integrations/test/directory/directory-service.test.ts': ['is refused for a server inside that the operator does not allow'],
    },
  ),
  '1.3.7': met(
    'Templates are not made of what people type.',
    'Templates are written by administrators; what somebody typed is filled in once, as text, and a placeholder in it stays a text.',
    ['packages/integrations/src/mail', 'packages/integrations/src/webhooks', 'nodes/http-client'],
    {
      'packages/integrations/test/mail/render-template.test.ts': [
        'lets nobody write into its page by their name: %s',
        'reaches nothing but what the person has',
      ],
      'nodes/http-client/fill-template.test.ts': ['takes what somebody typed for a text in JSON: %s'],
    },
  ),
  '1.3.8': doesNotApply('JNDI is asked nothing that people write.', 'There is no Java here.'),
  '1.3.9': doesNotApply('What goes to memcache is cleaned.', 'There is no memcache here.'),
  '1.3.10': met(
    'Format strings that people write do nothing unexpected.',
    'Nothing that people write is a format: texts for the log are constants and values their own members; placeholders of mails and webhooks are a fixed list.',
    ['apps/server/src', 'packages/integrations/src/webhooks'],
    { 'packages/integrations/test/fill-webhook.test.ts': ['puts in what is known of the session, whatever a property of it is called'] },
  ),
  '1.3.11': met(
    'What people type cannot change a mail on its way (SMTP).',
    'Mails are handed over by a library as addresses and texts; line ends in names, subjects and addresses become none.',
    ['packages/integrations/src/mail'],
    {
      'packages/integrations/test/mail/smtp-transport.test.ts': ['takes nothing of a mail for a header or for another recipient'],
      'packages/integrations/test/mail/render-template.test.ts': ['lets nobody write a header or a letter of their own by their name'],
    },
  ),
  '1.4.1': metUntested(
    'Memory is handled safely.',
    'JavaScript and WebAssembly alone are ours; native code comes in libraries that hash (`@node-rs/argon2`) and store (`better-sqlite3`), which get whole values.',
    ['docs/dependencies.md'],
    'The language has no pointers: there is nothing of ours that a test could try.',
  ),
  '1.4.2': met(
    'Numbers are held to ranges, so that none overflows.',
    'Numbers of requests and configuration are integers with bounds in their schemas; stored hashes that ask for more memory than is sane match nothing.',
    ['packages/schema/src', 'packages/integrations/src/hashing/argon2-hasher.ts'],
    {
      'packages/integrations/test/argon2-hasher.test.ts': ['for %s'],
      'packages/http/test/inbox.test.ts': ['is refused with %s'],
      'nodes/set-session-properties/node.test.ts': ['takes %d for no number of minutes'],
    },
  ),
  '1.4.3': met(
    'Memory and resources are given back.',
    'Files, streams, sockets and threads are closed however what uses them ends; memory is collected by the language.',
    [
      'packages/http/src/pages/serve-folder.ts',
      'packages/http/src/routes/inbox-stream.ts',
      'packages/scripting/src/sandbox/script-pool.ts',
    ],
    {
      'packages/http/test/pages.test.ts': ['that somebody stops reading are closed'],
      'packages/http/test/inbox.test.ts': ['lets go when the page goes'],
      'packages/scripting/test/hostile.test.ts': ['leaves nothing behind for the next one'],
    },
  ),
  '1.5.1': doesNotApply('Parsers of XML resolve nothing from outside.', 'No part of the product parses XML.'),
  '1.5.2': met(
    'What comes from outside is read into known shapes only.',
    'Requests, files, answers of other servers and stored documents are JSON that passes a schema (zod); nothing is made an object of a class by its own word, and keys that reach a prototype are refused.',
    ['packages/http/src/request/parse-json.ts', 'packages/schema/src/unsafe-keys.ts', 'packages/storage/src/typed-collection.ts'],
    {
      'e2e/tests/api/bad-callbacks.spec.ts': ['bodies that are no step are refused'],
      'packages/http/test/admin.test.ts': ['with a prototype key in %s is refused whole, and changes no prototype'],
      'packages/schema/test/unsafe-keys.test.ts': ['in %s it finds %s', 'finds what is nested without end, without walking there'],
    },
  ),
};
