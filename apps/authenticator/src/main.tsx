import '@waygate/ui/tokens.css';
import './authenticator.css';
import { Alert } from '@waygate/ui';
import { render } from 'preact';
import { Authenticator } from './authenticator.tsx';
import { t } from './messages.ts';
import { Vault } from './vault.ts';

document.documentElement.lang = t.language;
const app = document.getElementById('app');
if (app !== null) {
  Vault.open().then(
    (vault) => render(<Authenticator vault={vault} />, app),
    () =>
      render(
        <div class="shell">
          <main>
            <Alert kind="error">{t('storageFailed')}</Alert>
          </main>
        </div>,
        app,
      ),
  );
}
if ('serviceWorker' in navigator) navigator.serviceWorker.register('/authenticator/service-worker.js').catch(() => undefined);
addEventListener('hashchange', () => {
  // The sign-on page may open an authenticator that is open already: it is loaded anew to take the link.
  if (location.hash.startsWith('#add=')) location.reload();
});
