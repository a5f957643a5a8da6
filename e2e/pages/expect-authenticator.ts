import { expect, type Locator, type Page } from '@playwright/test';

/** The web authenticator as a person sees it. */
export class ExpectAuthenticator {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /**
   * Gives the device a sensor that knows its owner, before the page opens.
   * @returns how to make it not know the finger any more
   */
  async addFingerprint(): Promise<() => Promise<void>> {
    const session = await this.page.context().newCDPSession(this.page);
    await session.send('WebAuthn.enable');
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return async () => {
      await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    };
  }

  async open(url: string): Promise<void> {
    await this.page.goto(`${url}/authenticator/`);
    await this.toBeConnected();
  }

  async toBeConnected(): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: /^Connected$/ })).toBeVisible();
  }

  /** Adds an account by the link of a QR code. */
  async paste(link: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Add an account' }).click();
    await this.page.getByLabel('Or paste the link').fill(link);
    await this.page.getByRole('button', { name: 'Add', exact: true }).click();
  }

  async toHaveAdded(account: string): Promise<void> {
    await expect(this.page.getByText(new RegExp(`\\(${account}\\) is added\\.$`))).toBeVisible();
  }

  get numbers(): Locator {
    return this.page.getByRole('group', { name: 'Tap the number that the sign-in page shows.' }).getByRole('button');
  }

  /** Waits for a request to sign on, and looks that it is for somebody. */
  async toAsk(username: string): Promise<void> {
    await expect(this.page.getByRole('heading', { name: 'Is this you?' })).toBeVisible();
    await expect(this.page.getByRole('definition').filter({ hasText: username }).first()).toBeVisible();
  }

  async choose(number: string): Promise<void> {
    await this.numbers.filter({ hasText: new RegExp(`^${number}$`) }).click();
  }

  async typeCode(code: string): Promise<void> {
    await this.page.getByLabel('Code shown on the sign-in page').fill(code);
    await this.page.getByRole('button', { name: 'Approve with this code' }).click();
  }

  async approve(): Promise<void> {
    await this.page.getByRole('button', { name: /^Approve( with fingerprint, face or PIN)?$/ }).click();
  }

  async deny(): Promise<void> {
    await this.page.getByRole('button', { name: 'This was not me' }).click();
    await this.page.getByRole('button', { name: 'Refuse it' }).click();
  }

  /** The code that the device shows of a QR code of a sign-on page, once its owner has shown themselves. */
  async openCode(text: string): Promise<string> {
    // Beside a push that nobody waits for any more, too: its owner need not let it run out first.
    await this.page.getByRole('button', { name: 'Scan a sign-in code (no network needed)' }).click({ timeout: 15_000 });
    await this.page.getByLabel('Or paste the text of the code').fill(text);
    await this.page.getByRole('button', { name: 'Open', exact: true }).click();
    await this.approve();
    const code = await this.page.getByRole('status').locator('output').textContent();
    await this.page.getByRole('button', { name: 'Done' }).click();
    return (code ?? '').replaceAll(/\s/g, '');
  }

  async toHaveSent(): Promise<void> {
    await expect(this.page.getByText('Your answer was sent.')).toBeVisible();
  }
}
