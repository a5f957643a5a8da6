import { randomUUID, X509Certificate } from 'node:crypto';
import { type ApiCertificate, type CertificateRequest, keptCertificate, WaygateError } from '@waygate/schema';
import type { Workspace } from './workspace.ts';

const KIND = 'certificate';

/** Certificates of a realm, which its authentication service can be given. No private key is among them. */
export function certificateDesk({ stores: { realmObjects } }: Pick<Workspace, 'stores'>) {
  return {
    /** In the order of their names. */
    async list(realm: string): Promise<readonly ApiCertificate[]> {
      const found = (await realmObjects.list(realm, KIND)).map(({ id, value }) => viewOf(id, keptCertificate.parse(value)));
      return found.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    async find(realm: string, id: string): Promise<ApiCertificate | undefined> {
      const value = await realmObjects.get(realm, KIND, id);
      return value === undefined ? undefined : viewOf(id, keptCertificate.parse(value));
    },
    /** Keeps the first certificate of a text in PEM. @throws WaygateError `certificate.unreadable` (input) */
    async add(realm: string, { name, pem }: CertificateRequest): Promise<ApiCertificate> {
      const kept = { name, pem: read(pem).toString() };
      const id = randomUUID();
      await realmObjects.create(realm, KIND, { id, value: kept });
      return viewOf(id, kept);
    },
    /** @throws WaygateError `certificate.unknown` (notFound) */
    async remove(realm: string, id: string): Promise<void> {
      if (!(await realmObjects.remove(realm, KIND, id)))
        throw new WaygateError('notFound', 'certificate.unknown', `There is no certificate ${id}.`);
    },
  };
}

function read(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new WaygateError('input', 'certificate.unreadable', 'This is no certificate in PEM.', { cause });
  }
}

function viewOf(id: string, { name, pem }: { readonly name: string; readonly pem: string }): ApiCertificate {
  const { subject, issuer, serialNumber, fingerprint256, validFrom, validTo, subjectAltName } = read(pem);
  return {
    id,
    name,
    subject: oneLine(subject),
    issuer: oneLine(issuer),
    serialNumber,
    fingerprint: fingerprint256,
    notBefore: new Date(validFrom).toISOString(),
    notAfter: new Date(validTo).toISOString(),
    hostnames: (subjectAltName ?? '').split(', ').flatMap((part) => (part.startsWith('DNS:') ? [part.slice(4)] : [])),
  };
}

/** Node writes one part of a name on each line. */
function oneLine(name: string): string {
  return name.split('\n').join(', ');
}
