import '@waygate/ui/tokens.css';
import './login.css';
import { render } from 'preact';
import { AccountPage } from './account/account-page.tsx';
import { rememberRealm } from './account/known-realm.ts';
import { isPreview, readSignOnAddress } from './sign-on/sign-on-address.ts';
import { SignOnPage } from './sign-on/sign-on-page.tsx';

const app = document.getElementById('app');
if (app !== null) {
  const account = location.pathname.startsWith('/account');
  const address = account ? undefined : readSignOnAddress(location);
  // Whoever tries a draft signs on nowhere.
  if (address !== undefined && !isPreview(address)) rememberRealm(address.realm);
  render(account ? <AccountPage /> : <SignOnPage />, app);
}
