import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { virtualModules } from '../../infra/build/console-modules.mjs';

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [virtualModules()],
  // Pure code of the libraries that pages share with the services.
  resolve: {
    alias: Object.fromEntries(
      Object.entries({
        '@minglu/difference': 'projections/src/difference.ts',
        '@minglu/csv-text': 'tables/src/csv-text.ts',
        '@minglu/regulation/calendar': 'regulation/src/calendar.ts',
        // Of the kernel, calendars need the days alone. The rest would bring a compiler of schemas into the pages.
        '@minglu/kernel': 'kernel/src/time.ts',
      }).map(([name, path]) => [name, fileURLToPath(new URL(`../../libs/${path}`, import.meta.url))]),
    ),
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
