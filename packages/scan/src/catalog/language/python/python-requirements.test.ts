import { describe, expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { requirements } from './python.fixture.ts';
import { pythonRequirements } from './python-requirements.ts';

describe('requirements.txt', () => {
  it('takes exact pins only', () => {
    expect(brief(lookAt(pythonRequirements, requirements).packages)).toEqual([
      'django 4.2.1',
      'requests 2.31.0',
      'zope-interface 6.0',
      'cryptography 41.0.1',
      'jinja2 3.1.2',
    ]);
  });

  it.each([
    ['requirements-dev.txt', 'pytest 7.0.0 dev'],
    ['requirements_tests.txt', 'pytest 7.0.0 dev'],
    ['requirements-social.txt', 'pytest 7.0.0'],
  ])('takes %s as %s', (name, expected) => {
    const seen = lookAt(pythonRequirements, { path: `app/${name}`, content: 'pytest==7.0.0\n' });
    expect(brief(seen.packages)).toEqual([expected]);
  });

  it('is done with long hostile lines at once', () => {
    const lines = [
      ' '.repeat(100_000),
      `${'a.'.repeat(100_000)}=`,
      `a[${'['.repeat(100_000)}`,
      `a==1${' -'.repeat(100_000)}`,
    ];
    const before = performance.now();
    lookAt(pythonRequirements, { path: 'requirements.txt', content: lines.join('\n').repeat(4) });
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
