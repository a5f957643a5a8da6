import { defineConfig } from 'vite';

export default defineConfig({
  base: '/authenticator/',
  resolve: { conditions: ['development', 'browser', 'module'] },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // HPKE falls back to Node's module where there is no Web Crypto; browsers have it, and never get there.
    rolldownOptions: { external: ['crypto'] },
  },
});
