import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  AuthenticatorMaker,
  answerWebAuthn,
  dataInScript,
  MetadataPublisher,
  type Publication,
  SoftwareAuthenticator,
} from '@waygate/phone';
import { FAILURE_ID, SUCCESS_ID, serviceSchemas } from '@waygate/schema';
import { expect, it, onTestFinished } from 'vitest';
import { composeFidoMetadata } from '../src/compose-fido-metadata.ts';
import { journeyOf, node, openHouse, withPassword } from './house.ts';

const GOOD = 'ee882879-721c-4913-9775-3dfcce97072a';
const OTHER = '2fc0579f-8113-47ea-b116-bb5a8db9202a';

/** Somebody who gives away metadata on this machine, until it is gone. */
async function metadataHost(text: () => string) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const gone = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  onTestFinished(() => (server.listening ? gone() : undefined));
  return { asked, gone, host: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

it('keeps passkeys of models that the metadata of the realm certifies high enough, and of no other, also when the metadata cannot be had any more', async () => {
  const maker = new AuthenticatorMaker('Good Keys');
  const publisher = new MetadataPublisher('Test alliance');
  const clock = { now: Date.parse('2026-11-27T09:00:00Z') };
  const entry = (aaguid: string, status: string) => ({
    ...{ aaguid, timeOfLastStatusChange: '2020-01-01', statusReports: [{ status, effectiveDate: '2020-01-01' }] },
    metadataStatement: { description: 'Key', attestationRootCertificates: [maker.root.toString('base64')] },
  });
  const publication: Publication = {
    ...{ no: 1, nextUpdate: '2026-12-01' },
    entries: [entry(GOOD, 'FIDO_CERTIFIED_L2'), entry(OTHER, 'FIDO_CERTIFIED_L1')],
  };
  const source = await metadataHost(() => publisher.publish(publication));
  const config = { attestationPreference: 'DIRECT', fidoCertificationLevel: 'FIDO_CERTIFIED_L2' };
  const failing = { failure: FAILURE_ID, unsupported: FAILURE_ID, error: FAILURE_ID };
  const nodes = withPassword('make', { make: node('WebAuthnRegistrationNode', config, { success: SUCCESS_ID, ...failing }) });
  const place = await openHouse([journeyOf(nodes)], { surroundings: { metadata: { hosts: [source.host] } }, now: () => clock.now });
  const { start, typePassword, answer, ports, demo, stores } = place;
  const use = (settings: object) =>
    stores.services.set('/alpha', 'webAuthnMetadataService', serviceSchemas.webAuthnMetadataService.parse(settings));
  const register = async (aaguid: string, by = maker) => {
    const asked = await typePassword(await start());
    if (asked.kind !== 'callbacks' || asked.callbacks[0]?.type !== 'TextOutputCallback') throw new Error('no passkey was asked for');
    const value = answerWebAuthn(
      new SoftwareAuthenticator({ maker: by, aaguid }),
      dataInScript(asked.callbacks[0].message),
      'http://localhost',
    );
    const { kind } = await answer(asked, { type: 'HiddenValueCallback', value });
    return { kind, kept: (await ports.devices.webauthn.list('/alpha', demo)).length };
  };
  await expect(register(GOOD)).rejects.toThrow('no passkey was asked for');
  expect(place.faults).toMatchObject([{ code: 'node.fido_metadata_missing' }]);
  await use({ fidoMetadataServiceUris: [`http://${source.host}/blob`], fidoMetadataRoots: publisher.pem });
  expect(await register(OTHER)).toEqual({ kind: 'failure', kept: 0 });
  expect(await register(GOOD, new AuthenticatorMaker('Good Keys'))).toEqual({ kind: 'failure', kept: 0 });
  expect(await register(GOOD)).toEqual({ kind: 'success', kept: 1 });
  expect(source.asked).toEqual(['/blob']);
  // Whoever has a passkey would be asked for it before another is made.
  for (const { device } of await stores.devices.webauthn.list('/alpha', demo.id)) {
    await stores.devices.webauthn.remove('/alpha', demo.id, device.uuid);
  }
  await source.gone();
  clock.now = Date.parse('2026-12-01T23:00:00Z');
  expect(await register(GOOD)).toEqual({ kind: 'success', kept: 1 });
  for (const { device } of await stores.devices.webauthn.list('/alpha', demo.id)) {
    await stores.devices.webauthn.remove('/alpha', demo.id, device.uuid);
  }
  clock.now = Date.parse('2026-12-02T00:00:00Z');
  expect(await register(GOOD)).toEqual({ kind: 'failure', kept: 0 });
});

it('calls nobody inside for metadata whom the operator has not allowed', async () => {
  const publisher = new MetadataPublisher('Test alliance');
  const source = await metadataHost(() => publisher.publish({ no: 1, nextUpdate: '2049-12-01', entries: [] }));
  const { workspace } = await openHouse([journeyOf(withPassword(SUCCESS_ID, {}))]);
  const { fidoMetadata } = composeFidoMetadata(workspace, Date.now, {});
  for (const uri of [`http://${source.host}/`, `https://${source.host}/`, 'https://169.254.169.254/latest/', 'file:keys.json']) {
    const settings = { fidoMetadataServiceUris: [uri], fidoMetadataRoots: publisher.pem };
    await workspace.stores.services.set('/alpha', 'webAuthnMetadataService', serviceSchemas.webAuthnMetadataService.parse(settings));
    expect(await fidoMetadata.refresh('/alpha')).toMatchObject([{ inForce: false, problem: expect.any(String) }]);
  }
  expect(source.asked).toEqual([]);
});
