import { expect, type Locator, type Page } from '@playwright/test';

/** The hosted sign-on page as a person sees it. */
export class ExpectSignOn {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the page of a journey. @param realm slash form */
  async open(url: string, journey: string, query = '', realm = '/alpha'): Promise<void> {
    await this.page.goto(`${url}/sign-on/${realm === '/' ? 'root' : realm.slice(1)}/${encodeURIComponent(journey)}${query}`);
  }

  /**
   * Forgets cookies of the browser, all or those whose name fits. The page is left before: one that still loads would notice
   * that its session is gone and lead to the sign-on itself, in the midst of the test's next step.
   */
  async forgetCookies(name?: RegExp): Promise<void> {
    await this.page.goto('about:blank');
    await this.page.context().clearCookies(name === undefined ? {} : { name });
  }

  field(label: string): Locator {
    return this.page
      .getByRole('textbox', { name: label, exact: true })
      .or(this.page.locator('input').and(this.page.getByLabel(label, { exact: true })));
  }

  /** A box to tick. */
  box(label: string | RegExp): Locator {
    return this.page.getByRole('checkbox', { name: label, exact: true });
  }

  /** Chooses a security question, or writes it when it is not among those to choose from, and answers it. */
  async answerQuestion(prompt: string, { question, answer }: { readonly question: string; readonly answer: string }): Promise<void> {
    const group = this.page.getByRole('group', { name: prompt, exact: true });
    const choice = group.getByRole('combobox', { name: 'Question', exact: true });
    const offered = await choice.getByRole('option').allInnerTexts();
    await choice.selectOption(offered.includes(question) ? question : 'Your own question');
    if (!offered.includes(question)) await group.getByRole('textbox', { name: 'Your own question', exact: true }).fill(question);
    await group.getByRole('textbox', { name: 'Answer', exact: true }).fill(answer);
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** What sends the form. */
  get submit(): Locator {
    return this.page.locator('form button[type="submit"]');
  }

  /** What goes on where the page asks for a passkey alone. */
  get withoutPasskey(): Locator {
    return this.button('Go on without a passkey');
  }

  /** What has the browser ask for a passkey. */
  get passkeyButton(): Locator {
    return this.page.getByRole('button', { name: /^(Use passkey|Sign in with a passkey)$/ });
  }

  /** The number or code to carry over to the phone. */
  get number(): Locator {
    return this.page.getByRole('img', { name: /^(Number to choose on your phone|Code to enter in your authenticator)/ });
  }

  /** Its digits. */
  async shownNumber(): Promise<string> {
    return ((await this.number.textContent()) ?? '').replaceAll(/\s/g, '');
  }

  get qrCode(): Locator {
    return this.page.getByRole('img', { name: 'QR code to scan with the authenticator app' });
  }

  /** The link of the QR code, for an app on this device. */
  async registrationLink(): Promise<string> {
    return (await this.page.getByRole('link', { name: 'Open the authenticator app' }).getAttribute('href')) ?? '';
  }

  async toHaveHeading(name: string | RegExp): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name })).toBeVisible();
  }

  async toAskForPassword(): Promise<void> {
    await expect(this.field('User Name')).toBeVisible();
    await expect(this.field('Password')).toBeVisible();
  }

  async typePassword(username: string, password: string): Promise<void> {
    await this.toAskForPassword();
    await this.field('User Name').fill(username);
    await this.field('Password').fill(password);
    await this.button('Next').click();
  }

  async toOfferTheApp(): Promise<void> {
    await this.toHaveHeading('Get the authenticator app');
    await expect(this.page.getByRole('link', { name: 'Apple App Store' })).toBeVisible();
    await expect(this.page.getByRole('link', { name: 'Google Play Store' })).toBeVisible();
    await expect(this.page.getByRole('link', { name: 'Open the web authenticator' })).toBeVisible();
  }

  async toShowACode(): Promise<void> {
    await this.toHaveHeading('Connect your authenticator');
    await expect(this.qrCode).toBeVisible();
  }

  /** @returns the recovery codes on the page */
  toShowRecoveryCodes(): Promise<string[]> {
    return this.toShowCodes('Your recovery codes', 10);
  }

  /** @returns the codes on a page that shows so many of them */
  async toShowCodes(heading: string, count: number): Promise<string[]> {
    await this.toHaveHeading(heading);
    const codes = this.page.locator('ul.codes').getByRole('listitem');
    await expect(codes).toHaveCount(count);
    return codes.allInnerTexts();
  }

  async toWaitForThePhone(): Promise<void> {
    await this.toHaveHeading('Check your phone');
    await expect(this.button('Cancel')).toBeVisible();
  }

  async toAskForARecoveryCode(): Promise<void> {
    await this.toHaveHeading('Use a recovery code');
    await expect(this.field('Recovery Code')).toBeVisible();
  }

  async toHaveFailed(message: string | RegExp = /^That did not work/): Promise<void> {
    await this.toHaveHeading('Sign-in failed');
    await expect(this.page.getByRole('alert')).toHaveText(message);
    await expect(this.button('Try again')).toBeVisible();
  }
}
