import { createHash } from 'node:crypto';

interface Bill {
  serialNumber?: string;
  readonly metadata: { timestamp?: string };
  components: readonly Component[];
  dependencies?: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

interface Component {
  readonly 'bom-ref': string;
}

/**
 * The bill of materials (CycloneDX) as the package manager makes it, without what differs from one run to the next: its number follows from what is in it, its
 * time is that of the sources, and what it lists is in order.
 * @param node version of the Node that goes along, when one does
 */
export function billOfMaterials(made: string, { epoch, node }: { readonly epoch: number; readonly node: string | undefined }): string {
  const bill = JSON.parse(made) as Bill;
  bill.metadata.timestamp = new Date(epoch * 1000).toISOString();
  delete bill.serialNumber;
  bill.components = [...bill.components, ...(node === undefined ? [] : [nodeItself(node)])].sort((a, b) =>
    order(a['bom-ref'], b['bom-ref']),
  );
  // The package manager tells of some of our own packages what they need, and of others not, each time of others.
  bill.dependencies = (bill.dependencies ?? [])
    .filter(({ ref }) => !ref.startsWith('pkg:npm/%40waygate/') && !ref.startsWith('pkg:npm/waygate@'))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: [...new Set(dependsOn)].sort(order) }))
    .sort((a, b) => order(a.ref, b.ref));
  const digest = createHash('sha256').update(JSON.stringify(bill)).digest('hex');
  // A UUID whose bits are of a digest is version 8 (RFC 9562).
  bill.serialNumber = `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
  return `${JSON.stringify(bill, null, 2)}\n`;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function nodeItself(version: string) {
  const purl = `pkg:generic/node@${version}`;
  return { type: 'application', name: 'node', version, purl, 'bom-ref': purl, licenses: [{ license: { id: 'MIT' } }] };
}
