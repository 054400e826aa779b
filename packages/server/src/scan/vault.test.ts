import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { openVault } from './vault.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function fresh(): string {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-vault-'));
  folders.push(folder);
  return folder;
}

it('gives back what was sealed, also after a restart, from a key that only its owner reads', () => {
  const folder = fresh();
  fc.assert(
    fc.property(fc.string(), fc.jsonValue(), (owner, value) => {
      const plain = JSON.parse(JSON.stringify(value));
      expect(openVault(folder).open(owner, openVault(folder).seal(owner, value))).toEqual(plain);
    }),
    { numRuns: 30 },
  );
  expect(statSync(join(folder, 'registry-key')).mode & 0o777).toBe(0o600);
});

it('opens nothing that was changed, is another registry’s, or was sealed under another key', () => {
  const folder = fresh();
  const vault = openVault(folder);
  const sealed = vault.seal('a', { password: 'x' });
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const changed = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ flip : byte));
      expect(() => vault.open('a', changed)).toThrow(expect.objectContaining({ code: 'VAULT_UNREADABLE' }));
    }),
    { numRuns: 50 },
  );
  expect(() => vault.open('b', sealed)).toThrow();
  expect(() => openVault(fresh()).open('a', sealed)).toThrow();
});

it('does not replace a key that it cannot use', () => {
  const folder = fresh();
  writeFileSync(join(folder, 'registry-key'), 'short');
  expect(() => openVault(folder).seal('a', 1)).toThrow(expect.objectContaining({ code: 'VAULT_UNREADABLE' }));
  expect(statSync(join(folder, 'registry-key')).size).toBe(5);
});
