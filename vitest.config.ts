import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['packages/*/src/**/*.test.{ts,tsx}'],
    exclude: ['**/dist/**', '**/node_modules/**', '**/*.browser.test.*'],
    pool: 'forks',
    testTimeout: 20_000,
  },
});
