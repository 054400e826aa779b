import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../errors.ts';

/** Made once a user: fingerprints of secrets are the same in every scan of hers and tell nobody else anything. */
export async function secretSalt(folder: string): Promise<string> {
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
    throw new CliError('FILE_UNREADABLE', `${file} cannot be made: ${cause instanceof Error ? cause.message : cause}`, {
      hint: 'Set XDG_CACHE_HOME to a folder you may write to.',
      cause,
    });
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
