import { join } from 'node:path';
import { linkIn, loadJourneys } from '@waygate/scenarios';
import { MailServer } from '@waygate/scenarios/mail-server';
import type { JourneyDocument } from '@waygate/schema';
import { watchContext } from '../../browser/watch-context.ts';
import { expect, test } from '../../fixtures.ts';
import { expectAccessible } from '../../pages/expect-accessible.ts';
import { ExpectAccount } from '../../pages/expect-account.ts';
import { ExpectSignOn } from '../../pages/expect-sign-on.ts';
import { ROOT } from '../../server/built-server.ts';
import { Installation } from '../../server/installation.ts';

/** The sign-on with a link as authors of AM write it. */
function withLink(login: JourneyDocument): JourneyDocument {
  const pageDescription = { en: '<a href="#/service/ResetPassword">Forgot your password?</a>' };
  const nodes = Object.entries(login.nodes).map(([id, node]) => [
    id,
    node.type === 'PageNode' ? { ...node, config: { ...node.config, pageDescription } } : node,
  ]);
  return { ...login, nodes: Object.fromEntries(nodes) };
}

test('who forgot the password gets a link by mail, chooses another in any browser and signs on with it', async ({ browser }) => {
  const mails = await MailServer.start();
  const installation = await Installation.create(mails.environment);
  const { server, stores } = installation;
  const problems: (readonly string[])[] = [];
  const newBrowser = async () => {
    const context = await browser.newContext();
    problems.push(watchContext(context, server.url));
    return new ExpectSignOn(await context.newPage());
  };
  const shipped = loadJourneys(join(ROOT, 'journeys'));
  for (const document of shipped.filter(({ name }) => name === 'ResetPassword')) await installation.publish(document);
  for (const document of shipped.filter(({ name }) => name === 'Login')) await installation.publish(withLink(document));
  const { id, username } = await installation.person();
  await stores.identities.update('/alpha', id, (record) => ({ ...record, attributes: { mail: [`${username}@example.com`] } }));

  const asking = await newBrowser();
  await asking.open(server.url, 'Login');
  await asking.page.getByRole('link', { name: 'Forgot your password?' }).click();
  await asking.toHaveHeading('Forgot your password?');
  await asking.field('Email Address').fill(`${username}@example.com`);
  await asking.button('Next').click();
  await asking.toHaveHeading('Check your mail');
  await expect(asking.page.getByText('If there is an account with this address, a mail is on its way to it.')).toBeVisible();
  await expectAccessible(asking.page, 'waiting for a mail');
  await asking.page.reload();
  await asking.toHaveHeading('Check your mail');

  const mail = await mails.next();
  const { text } = mail;
  const link = linkIn(mail);
  expect(text).toContain(`To: ${username}@example.com`);
  expect(text).toContain('Subject: Choose a new password');
  expect(link.origin).toBe(server.url);
  // A scanner of mails looks first.
  await asking.page.request.get(link.href);

  const coming = await newBrowser();
  await coming.page.goto(link.href);
  await coming.toHaveHeading('New Password');
  expect(coming.page.url()).not.toContain('suspendedId');
  await coming.page.reload();
  await coming.toHaveHeading('New Password');
  await coming.field('Password').fill('a new long secret');
  await coming.button('Next').click();
  await coming.toHaveHeading('Sign in');
  await coming.typePassword(username, 'a new long secret');
  await new ExpectAccount(coming.page).toBeOf(username);

  const late = await newBrowser();
  await late.page.goto(`${link.href}&locale=de`);
  await late.toHaveHeading('Dieser Link gilt nicht mehr');
  await expectAccessible(late.page, 'a link that is over');
  await late.button('Neu beginnen').click();
  await late.toHaveHeading('Passwort vergessen?');

  expect(server.log).not.toContain(link.searchParams.get('suspendedId')?.split('.')[1]);
  expect(problems.flat(), 'what the pages may not do').toEqual([]);
  await installation.remove();
  await mails.stop();
});
