import { defineConfig } from 'vite';

export default defineConfig({
  base: '/authenticator/',
  resolve: { conditions: ['development', 'browser', 'module'] },
  build: { target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
});
