import { describe, expect, it } from 'vitest';
import { subjectOf } from './subject.ts';

describe('what breaks a rule', () => {
  it.each([
    ['vulnerability|CVE-2024-3094|deb|xz-utils', 'CVE-2024-3094 in xz-utils'],
    [
      'vulnerability|CVE-2023-45133|npm|@babel/traverse|app/package-lock.json',
      'CVE-2023-45133 in @babel/traverse (app/package-lock.json)',
    ],
    ['malware|MAL-2024-1|npm|left-pad|app/package-lock.json', 'MAL-2024-1 in left-pad (app/package-lock.json)'],
    ['secret:aws-access-key:app/.env:0123456789abcdef', 'aws-access-key in app/.env'],
    ['malware:yara:cryptominer-xmrig:opt/x:y', 'cryptominer-xmrig in opt/x:y'],
    ['check:image-user-root', 'The user it runs as'],
    ['departure:new-packages:curl', 'new packages: curl'],
    ['secret:half', 'secret:half'],
    ['plain', 'plain'],
    ['', ''],
  ])('%s is said as %s, and leads to its finding', (key, words) => {
    expect(subjectOf(key)).toEqual({ words, search: { finding: key } });
  });

  it.each([
    ['pkg:npm/left-pad@1.0.0#app/package-lock.json', 'left-pad'],
    ['pkg:npm/%40babel/core@7.1.0', 'core'],
    ['pkg:deb/debian/zlib1g@1%3A1.2.13?arch=amd64', 'zlib1g'],
    ['pkg:golang/github.com/docker/docker', 'docker'],
    ['pkg:npm/%', '%'],
  ])('a licence leads from %s to the package %s', (id, text) => {
    expect(subjectOf(id)).toEqual({ words: id, search: { tab: 'packages', text } });
  });
});
