import { defineConfig } from 'vite';

export default defineConfig({
  base: '/',
  resolve: { conditions: ['development', 'browser', 'module'] },
  build: { assetsDir: 'assets/login', target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
});
