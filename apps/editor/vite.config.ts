import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The packages are built before the apps are, so that they need no `development` condition here; with it some libraries would give their slow build.
export default defineConfig({
  base: '/',
  plugins: [react()],
  build: {
    assetsDir: 'assets/editor',
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_500,
  },
});
