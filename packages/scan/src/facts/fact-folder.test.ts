import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createFactFolder } from './fact-folder.ts';
import { factStoreContract, someFacts } from './fact-store.contract.ts';
import { createMemoryFacts } from './memory-facts.ts';

const folders: string[] = [];
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'plimsoll-facts-'));
  folders.push(made);
  return made;
}
afterAll(() => {
  for (const each of folders) rmSync(each, { recursive: true });
});

factStoreContract('a folder', async () => createFactFolder(join(folder(), 'new')));
factStoreContract('memory', async () => createMemoryFacts());

function filesBelow(place: string): readonly string[] {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('a folder of facts', () => {
  it('is only its owner’s, and holds nothing half written', async () => {
    const place = folder();
    const store = createFactFolder(place);
    await Promise.all(Array.from({ length: 20 }, () => store.put(someFacts)));
    const files = filesBelow(place);
    expect(files).toHaveLength(1);
    expect(statSync(files[0]!).mode & 0o777).toBe(0o600);
  });

  it('takes what is cut, foreign or of another layer for nothing', async () => {
    const place = folder();
    const store = createFactFolder(place);
    await store.put(someFacts);
    const [file] = filesBelow(place);
    truncateSync(file!, 20);
    expect(await store.get(someFacts.diffId, someFacts.analyzers)).toBeUndefined();
    writeFileSync(file!, 'not ours');
    expect(await store.get(someFacts.diffId, someFacts.analyzers)).toBeUndefined();
    await store.put(someFacts);
    expect(await store.get(someFacts.diffId, someFacts.analyzers)).toEqual(someFacts);
  });

  it('takes no facts that others could have written', async () => {
    const place = folder();
    const store = createFactFolder(place);
    await store.put(someFacts);
    const [file = ''] = filesBelow(place);
    chmodSync(file, 0o622);
    expect(await store.get(someFacts.diffId, someFacts.analyzers)).toBeUndefined();
    chmodSync(file, 0o600);
    expect(await store.get(someFacts.diffId, someFacts.analyzers)).toEqual(someFacts);
    renameSync(file, `${file}.elsewhere`);
    symlinkSync(`${file}.elsewhere`, file);
    expect(await store.get(someFacts.diffId, someFacts.analyzers)).toBeUndefined();
  });
});
