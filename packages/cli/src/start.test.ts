import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compiledFolder } from './start.ts';

describe('compiledFolder', () => {
  let home: string;
  const folder = () => compiledFolder({ HOME: home });

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'plimsoll-start-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('is made for its owner alone', () => {
    expect(folder()).toBe(join(home, '.cache/plimsoll/compiled'));
    expect(statSync(join(home, '.cache/plimsoll/compiled')).mode & 0o777).toBe(0o700);
    expect(folder()).toBe(join(home, '.cache/plimsoll/compiled'));
  });

  it('lies where XDG_CACHE_HOME says', () => {
    const base = join(home, 'elsewhere');
    expect(compiledFolder({ HOME: home, XDG_CACHE_HOME: base })).toBe(join(base, 'plimsoll/compiled'));
  });

  it.each(['.cache', '.cache/plimsoll', '.cache/plimsoll/compiled'])(
    'is not used where others may write to %s',
    (part) => {
      folder();
      for (const mode of [0o770, 0o702]) {
        chmodSync(join(home, part), mode);
        expect(folder()).toBeUndefined();
      }
    },
  );

  it('is not used where a link leads elsewhere', () => {
    const other = join(home, 'other');
    mkdirSync(join(other, 'compiled'), { recursive: true, mode: 0o700 });
    mkdirSync(join(home, '.cache'), { mode: 0o700 });
    symlinkSync(other, join(home, '.cache/plimsoll'));
    expect(folder()).toBeUndefined();
  });

  it('is done without where there is no place for it', () => {
    writeFileSync(join(home, '.cache'), '');
    expect(folder()).toBeUndefined();
    expect(existsSync(join(home, '.cache/plimsoll'))).toBe(false);
  });
});
