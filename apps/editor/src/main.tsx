import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import '@waygate/ui/variables.css';
import './app/console.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { cssNonce, tellCssNonce } from './app/css-nonce.ts';
import { t } from './app/messages.ts';
import { cssVariables, theme } from './app/theme.ts';

const queries = new QueryClient({
  defaultOptions: {
    // Without network a question fails and says so; what waited for the network would be done when nobody thinks of it any more.
    queries: { refetchOnWindowFocus: true, retry: 1, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});
const root = document.getElementById('app');
if (root !== null) {
  document.documentElement.lang = t.language;
  document.title = t('console');
  tellCssNonce();
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={cssNonce}>
        <QueryClientProvider client={queries}>
          <Notifications position="bottom-right" limit={4} />
          <App />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
