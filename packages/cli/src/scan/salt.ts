import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Made once a user: fingerprints of secrets are the same in every scan of hers and tell nobody else anything.
 *
 * @param unkept told why when it cannot be kept; it is good for this scan then, as on a host whose home is read-only
 */
export async function secretSalt(folder: string, unkept: (why: string) => void): Promise<string> {
  const file = join(folder, 'salt');
  const there = await readSalt(file);
  if (there !== undefined) return there;
  const made = randomBytes(32).toString('hex');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(file, made, { flag: 'wx', mode: 0o600 });
    return made;
  } catch (cause) {
    // Another scan that began at the same moment was first.
    const theirs = await readSalt(file);
    if (theirs !== undefined) return theirs;
    unkept(cause instanceof Error ? cause.message : String(cause));
    return made;
  }
}

async function readSalt(file: string): Promise<string | undefined> {
  try {
    const text = await readFile(file, 'utf8');
    return /^[0-9a-f]{64}$/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
