import '@waygate/ui/tokens.css';
import './login.css';
import { render } from 'preact';
import { AccountPage } from './account/account-page.tsx';
import { rememberRealm } from './account/known-realm.ts';
import { ConsentPage } from './consent/consent-page.tsx';
import { isPreview, readSignOnAddress } from './sign-on/sign-on-address.ts';
import { SignOnPage } from './sign-on/sign-on-page.tsx';

const app = document.getElementById('app');
if (app !== null) {
  const account = location.pathname.startsWith('/account');
  const consent = location.pathname.startsWith('/consent/');
  const returned = location.pathname.startsWith('/return/');
  const address = account || consent || returned ? undefined : readSignOnAddress(location);
  // Whoever tries a draft signs on nowhere.
  if (address !== undefined && !isPreview(address)) rememberRealm(address.realm);
  render(account ? <AccountPage /> : consent ? <ConsentPage /> : <SignOnPage />, app);
}
