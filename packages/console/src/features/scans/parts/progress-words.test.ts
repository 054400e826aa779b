import { describe, expect, it } from 'vitest';
import { progressShare, progressWords } from './progress-words.ts';

const progress = { phase: 'reading', done: 2, total: 5, of: 'layers', bytesDone: 1024, bytesTotal: 4096 } as const;

describe('progress of a scan', () => {
  it('says what is done, of how much', () => {
    expect(progressWords(progress)).toBe('Reading · 2 of 5 layers · 1.0 KiB of 4.0 KiB');
    expect(progressShare(progress)).toBe(0.25);
  });

  it('claims no share while the whole is not known', () => {
    const unknown = { ...progress, total: 0, bytesTotal: 0 };

    expect(progressWords(unknown)).toBe('Reading');
    expect(progressShare(unknown)).toBeUndefined();
  });
});
