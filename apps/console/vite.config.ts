import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { virtualModules } from '../../infra/build/console-modules.mjs';

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [virtualModules()],
  // Pure code of the libraries that pages share with the services.
  resolve: {
    alias: {
      '@minglu/difference': fileURLToPath(new URL('../../libs/projections/src/difference.ts', import.meta.url)),
      '@minglu/csv-text': fileURLToPath(new URL('../../libs/tables/src/csv-text.ts', import.meta.url)),
    },
  },
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    // No data: addresses, which the policy of the pages forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2_000,
  },
});
