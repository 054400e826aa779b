import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { budgetPlugin } from './build/budget-plugin.ts';

const server = process.env.PLIMSOLL_SERVER ?? 'http://127.0.0.1:7717';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), budgetPlugin({ firstLoadBytes: 250_000, routeBytes: 100_000 })],
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  build: {
    target: 'es2023',
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': server } },
});
