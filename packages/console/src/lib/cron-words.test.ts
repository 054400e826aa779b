import { describe, expect, it } from 'vitest';
import { cronWords } from './cron-words.ts';

describe('cron in words', () => {
  it.each([
    ['0 3 * * *', 'every day at 03:00'],
    ['0 0 3 * * *', 'every day at 03:00'],
    ['*/30 * * * *', 'every 30 minutes'],
    ['0 * * * *', 'every hour'],
    ['15 * * * *', 'every hour at minute 15'],
    ['5 */6 * * *', 'every 6 hours at minute 5'],
    ['0 5 * * 0', 'Sundays at 05:00'],
    ['30 7 * * 1-5', 'Mondays to Fridays at 07:30'],
    ['0 1 1 * *', 'on day 1 of each month at 01:00'],
  ])('%s is %s', (cron, words) => {
    expect(cronWords(cron)).toBe(words);
  });

  it.each([
    ...['0 3 * 2 *', '0 3 1 * 1', '1,2 3 * * *', '', 'nonsense', '30 0 3 * * *'],
    ...['61 * * * *', '0 24 * * *', '60 3 * * *', '0 3 0 * *', '0 3 32 * *', '0 3 * * 8', '75 */6 * * *'],
    ...['*/7 * * * *', '*/0 * * * *', '0 */5 * * *'],
  ])('%s is left as it is', (cron) => {
    expect(cronWords(cron)).toBeUndefined();
  });
});
