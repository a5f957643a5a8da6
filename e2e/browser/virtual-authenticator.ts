import type { CDPSession, Page } from '@playwright/test';
import type { SoftwareAuthenticator } from '@waygate/phone';

type Credential = Awaited<ReturnType<typeof credentialsOf>>[number];

/** The authenticator of a device, in Chromium. It goes along from one browser of its owner to the next, with its passkeys. */
export class VirtualAuthenticator {
  #kept: Credential[] = [];
  readonly #transport: 'internal' | 'usb';
  #inside: { readonly session: CDPSession; readonly authenticatorId: string } | undefined;

  /** @param transport `usb` for a security key, which its owner carries along */
  constructor(transport: 'internal' | 'usb' = 'internal') {
    this.#transport = transport;
  }

  /** Takes passkeys over that were made elsewhere. */
  keep(passkeys: SoftwareAuthenticator['passkeys']): void {
    for (const { id, rpId, userHandle, signCount, privateKey } of passkeys)
      this.#kept.push({
        credentialId: Buffer.from(id, 'base64url').toString('base64'),
        isResidentCredential: true,
        rpId,
        userHandle: Buffer.from(userHandle).toString('base64'),
        signCount,
        privateKey: privateKey.toString('base64'),
      });
  }

  /** Is in the device that a page is open on. Its owner is not there yet. */
  async enter(page: Page): Promise<void> {
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: this.#transport,
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: false,
      },
    });
    for (const credential of this.#kept) await session.send('WebAuthn.addCredential', { authenticatorId, credential });
    this.#inside = { session, authenticatorId };
  }

  /** Takes its passkeys along. */
  async leave(): Promise<void> {
    if (this.#inside === undefined) return;
    const { session, authenticatorId } = this.#inside;
    this.#kept = await credentialsOf(session, authenticatorId);
    this.#inside = undefined;
    await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
    await session.detach();
  }

  /** Changes its passkeys into what a copy, or a forger, would have. */
  async spoil(changed: Partial<Pick<Credential, 'signCount' | 'privateKey'>>): Promise<void> {
    const { session, authenticatorId } = this.#required();
    for (const credential of await credentialsOf(session, authenticatorId)) {
      await session.send('WebAuthn.removeCredential', { authenticatorId, credentialId: credential.credentialId });
      await session.send('WebAuthn.addCredential', { authenticatorId, credential: { ...credential, ...changed } });
    }
  }

  /** Whether it knows the finger that is laid on it. */
  async setVerifies(isUserVerified: boolean): Promise<void> {
    const { session, authenticatorId } = this.#required();
    await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
  }

  /** Whether its owner is there; otherwise it waits. */
  async setPresent(enabled: boolean): Promise<void> {
    const { session, authenticatorId } = this.#required();
    await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
  }

  /** How many passkeys it has. */
  async count(): Promise<number> {
    const { session, authenticatorId } = this.#required();
    return (await credentialsOf(session, authenticatorId)).length;
  }

  #required() {
    if (this.#inside === undefined) throw new Error('the authenticator is in no device');
    return this.#inside;
  }
}

async function credentialsOf(session: CDPSession, authenticatorId: string) {
  return (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
}
