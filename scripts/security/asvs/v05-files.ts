import { type AsvsChapter, doesNotApply, met } from '../asvs-answer.ts';

export const FILES: AsvsChapter = {
  '5.1.1': met(
    'It is written down which files may be uploaded, how large, and how they are made safe.',
    'The one upload is that of journeys: JSON, 200 files, 8 MB each, 16 MB together. It is read as data, never stored as a file and never given out as one.',
    ['docs/transfer.md'],
    {
      'packages/http/test/admin.test.ts': ['takes as much as the limits say, and tells what is beyond'],
      'packages/schema/test/read-transfer.test.ts': ['are refused when they are too many, and when one or all together are too large'],
    },
  ),
  '5.2.1': met(
    'Files are no larger than can be worked on.',
    'The limits are counted in bytes before anything is read, in the console, in the command and on the server; the largest import holds nobody up.',
    ['packages/schema/src/transfer', 'packages/http/src/admin/transfer-routes.ts'],
    {
      'packages/schema/test/read-transfer.test.ts': ['count as bytes, whatever letters they have'],
      'packages/http/test/admin.test.ts': [
        'of 5000 nodes is planned, imported and exported like any other, and holds nobody up',
        'of a tree that includes itself, of a page that stands on itself and of a chain of trees that never ends is bounded and told',
      ],
      'e2e/tests/editor/transfer.spec.ts': ['files that are too large or too many, and folders, are told before anything is sent'],
    },
  ),
  '5.2.2': met(
    'A file is what its kind says.',
    'The content decides and not the name: it must be JSON of a known form, or the file is refused whole with the line.',
    ['packages/schema/src/transfer'],
    {
      'e2e/tests/api/bad-journeys.spec.ts': ['a file with ${what} is refused whole', 'of several files none is taken when one is bad'],
      'packages/schema/test/find-json-fault.test.ts': ['is somewhere exactly in what the parser refuses'],
      'apps/cli/test/cli.test.ts': ['in a file that is %s are refused with its name'],
    },
  ),
  '5.2.3': doesNotApply(
    'Compressed files are measured before they are unpacked.',
    'Nothing that is compressed is taken: no archives, and bodies with a Content-Encoding are not unpacked.',
  ),
  '5.3.1': doesNotApply(
    'Uploaded files are not run when they are opened.',
    'No upload becomes a file; the folders that are served hold what the build made.',
  ),
  '5.3.2': met(
    'Paths of files are not made of what people send.',
    'Files of the server have names of ours, or digests; the served folders give out nothing beside themselves; `file:NAME` of the metadata service is a bare name in one folder.',
    ['packages/http/src/pages/serve-folder.ts', 'packages/integrations/src/offline/places/file-place.ts'],
    {
      'packages/http/test/pages.test.ts': ['%s is 404', 'a file beside the folder is not in it, though its name begins alike'],
      'packages/integrations/test/phone-shelf.test.ts': ['is for whoever runs the server alone, and called by a digest'],
    },
  ),
  '5.4.1': doesNotApply(
    'Names of downloads are not those that people send.',
    'The server gives no downloads: exports are JSON, which the console turns into a file in the browser, with a name of its own.',
  ),
  '5.4.2': doesNotApply(
    'Names of downloads and attachments are escaped.',
    'No answer has a Content-Disposition, and mails have no attachments.',
  ),
  '5.4.3': doesNotApply('Files of others are scanned before they are given out.', 'No file that somebody brings is given out again.'),
};
