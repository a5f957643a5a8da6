import { createHash } from 'node:crypto';

interface Bill {
  serialNumber?: string;
  readonly metadata: { timestamp?: string };
  readonly components: { readonly name: string; readonly group?: string; readonly version: string }[];
}

/**
 * The bill of materials (CycloneDX) as the package manager makes it, without what differs from one run to the next: its number follows from what is in it, and its
 * time is that of the sources.
 * @param node version of the Node that goes along, when one does
 */
export function billOfMaterials(made: string, { epoch, node }: { readonly epoch: number; readonly node: string | undefined }): string {
  const bill = JSON.parse(made) as Bill;
  bill.metadata.timestamp = new Date(epoch * 1000).toISOString();
  delete bill.serialNumber;
  bill.components.push(...(node === undefined ? [] : [nodeItself(node)]));
  const digest = createHash('sha256').update(JSON.stringify(bill)).digest('hex');
  // A UUID whose bits are of a digest is version 8 (RFC 9562).
  bill.serialNumber = `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
  return `${JSON.stringify(bill, null, 2)}\n`;
}

function nodeItself(version: string) {
  const purl = `pkg:generic/node@${version}`;
  return { type: 'application', name: 'node', version, purl, 'bom-ref': purl, licenses: [{ license: { id: 'MIT' } }] };
}
