import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['packages/*/src/**/*.test.{ts,tsx}'],
    // What needs an engine of its own runs by itself, in the end-to-end suite.
    exclude: ['**/dist/**', '**/node_modules/**', '**/*.browser.test.*', '**/*.real.test.ts'],
    pool: 'forks',
    testTimeout: 20_000,
  },
});
