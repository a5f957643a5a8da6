import { readFileSync, writeFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

/** Writes the objects of files as TypeScript of the types that Kubernetes has for them, for the compiler to judge. Called by kube.sh. */
const [to = '', ...files] = process.argv.slice(2);
const object = z.looseObject({ apiVersion: z.string(), kind: z.string() });

const objects = files
  .flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')).map((document) => object.parse(document.toJS())))
  .filter(({ kind }) => kind !== 'Kustomization');
writeFileSync(
  to,
  objects
    .map(
      (one, at) =>
        `import type { I${one.kind} as Kind${at} } from 'kubernetes-models/${one.apiVersion}';\nexport const object${at}: Kind${at} = ${JSON.stringify(one, null, 2)};\n`,
    )
    .join(''),
);
