import '@waygate/ui/tokens.css';
import './login.css';
import { render } from 'preact';
import { AccountPage } from './account/account-page.tsx';
import { rememberRealm } from './account/known-realm.ts';
import { readSignOnAddress } from './sign-on/sign-on-address.ts';
import { SignOnPage } from './sign-on/sign-on-page.tsx';

const app = document.getElementById('app');
if (app !== null) {
  const account = location.pathname.startsWith('/account');
  if (!account) rememberRealm(readSignOnAddress(location).realm);
  render(account ? <AccountPage /> : <SignOnPage />, app);
}
