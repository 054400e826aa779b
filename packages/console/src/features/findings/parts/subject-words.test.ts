import { describe, expect, it } from 'vitest';
import { subjectWords } from './subject-words.ts';

describe('what breaks a rule', () => {
  it.each([
    ['vulnerability/CVE-2024-3094/deb/xz-utils', 'CVE-2024-3094 in xz-utils'],
    ['vulnerability/CVE-2023-45133/npm/@babel/traverse', 'CVE-2023-45133 in @babel/traverse'],
    ['secret/aws-access-key/app/.env', 'aws-access-key in app/.env'],
    ['malware/yara/cryptominer-xmrig/opt/x', 'cryptominer-xmrig in opt/x'],
    ['pkg:npm/left-pad@1.0.0', 'pkg:npm/left-pad@1.0.0'],
    ['misconfiguration/image-user-root', 'misconfiguration/image-user-root'],
    ['plain', 'plain'],
  ])('%s is said as %s', (key, words) => {
    expect(subjectWords(key)).toBe(words);
  });
});
