import type { ExpectAccount } from '../pages/expect-account.ts';
import type { ExpectAuthenticator } from '../pages/expect-authenticator.ts';
import type { ExpectSignOn } from '../pages/expect-sign-on.ts';
import type { TestPerson } from '../server/installation.ts';

/** A first sign-on with push, to its end: a person registers the web authenticator on the way and chooses the number on it. */
export async function signOnWithNewPhone(
  { signOn, authenticator, account }: { signOn: ExpectSignOn; authenticator: ExpectAuthenticator; account: ExpectAccount },
  url: string,
  journey: string,
  person: TestPerson,
): Promise<void> {
  await signOn.open(url, journey);
  await signOn.typePassword(person.username, person.password);
  await signOn.toOfferTheApp();
  await signOn.button('Continue').click();
  await signOn.toShowACode();
  await authenticator.paste(await signOn.registrationLink());
  await authenticator.toHaveAdded(person.username);
  await signOn.toShowRecoveryCodes();
  await signOn.button('Done').click();
  await signOn.toWaitForThePhone();
  await authenticator.toAsk(person.username);
  await authenticator.choose(await signOn.shownNumber());
  await authenticator.toHaveSent();
  await account.toBeOf(person.username);
}
