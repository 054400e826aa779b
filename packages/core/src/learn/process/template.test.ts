import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argumentTemplate } from './template.ts';

describe('argumentTemplate', () => {
  it.each([
    [['sh', '-c', 'sleep 10'], '-c sleep <number>'],
    [['x', '550e8400-e29b-41d4-a716-446655440000'], '<uuid>'],
    [['x', '--id=deadbeef01'], '--id=<hex>'],
    [['cat', '/tmp/a8f3/x.log'], '/tmp/<path>'],
    [['php', '/var/www/html/index.php'], '/var/www/html/index.php'],
    [['w', '/srv/worker-17.sock'], '/srv/worker-<n>.sock'],
    [['curl', 'https://api.example.com/v1/items/93?x=1'], 'https://api.example.com/<path>'],
    [['nginx', '-g', 'daemon off;'], '-g daemon off;'],
    [['x', '10.0.0.3:8080', '10.0.0.4:8080'], '<address>'],
    [['nginx'], ''],
  ])('%j', (args, template) => {
    expect(argumentTemplate(args)).toBe(template);
  });

  it('keeps words that only look like hexadecimal', () => {
    expect(argumentTemplate(['x', 'facade', 'decade'])).toBe('facade decade');
  });

  it('is short and quick whatever it is given', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { maxLength: 40 }), (args) => {
        expect(argumentTemplate(args).length).toBeLessThanOrEqual(241);
      }),
    );
    const before = Date.now();
    argumentTemplate(['x', 'a'.repeat(100_000), '0'.repeat(100_000), '-'.repeat(100_000), '/'.repeat(100_000)]);
    expect(Date.now() - before).toBeLessThan(200);
  });
});
