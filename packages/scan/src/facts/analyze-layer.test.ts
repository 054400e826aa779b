import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { analyzeLayer, whiteoutOf } from './analyze-layer.ts';
import type { Analyzer, LayerPass } from './analyzer.ts';
import { analyzerSet } from './analyzer-set.ts';
import { entriesOf, type Written } from './entries.fixture.ts';
import { createHeldBytes } from './held-bytes.ts';
import { openPathSet } from './path-set.ts';

const diffId = `sha256:${'a'.repeat(64)}` as const;
const signal = new AbortController().signal;

function looker(id: string, most: number, look: LayerPass['look']): Analyzer {
  return { id, version: '1', open: () => ({ wants: () => most, look, close: () => {} }) };
}

function analyze(written: readonly Written[], analyzers: readonly Analyzer[], stop = signal) {
  return analyzeLayer(entriesOf(written), { set: analyzerSet(analyzers), signal: stop, diffId });
}

/** As most catalogers do. */
function notEmpty(seen: string[]): LayerPass {
  return {
    wants: ({ kind, bytes }) => (kind === 'file' && bytes > 0 ? 10 : 0),
    look: ({ entry }) => void seen.push(entry.path),
    close: () => {},
  };
}

describe('analyzeLayer', () => {
  it('reads a file once, as far as the one that wants most of it asks', async () => {
    const seen: string[] = [];
    const facts = await analyze(
      [{ path: 'a', content: 'abcdef' }],
      [
        looker('short', 2, ({ bytes, whole }) => void seen.push(`short ${bytes.byteLength} ${whole}`)),
        looker('long', 4, ({ bytes, whole }) => void seen.push(`long ${bytes.byteLength} ${whole}`)),
        looker('none', 0, () => void seen.push('none')),
      ],
    );
    expect(seen).toEqual(['short 4 false', 'long 4 false']);
    expect(facts).toMatchObject({ entries: 1, bytes: 6, problems: [] });
  });

  it('hands a file on by chunks to those that follow it, and its beginning to those that read it', async () => {
    const seen: string[] = [];
    const content = Buffer.alloc(200_000, 'abc');
    const hash = createHash('sha256');
    const follower: Analyzer = {
      id: 'follower',
      version: '1',
      open: () => ({
        wants: () => 0,
        look: () => {},
        follow: () => ({
          chunk: (bytes) => hash.update(bytes) !== undefined,
          end: (whole) => void seen.push(`followed ${whole}`),
        }),
        close: () => {},
      }),
    };
    await analyze(
      [{ path: 'a', content }],
      [follower, looker('reader', 100_000, ({ bytes, whole }) => void seen.push(`read ${bytes.byteLength} ${whole}`))],
    );
    expect(seen).toEqual(['followed true', 'read 100000 false']);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(content).digest('hex'));
  });

  it('leaves off where nobody needs more, and makes a problem of a follower that throws', async () => {
    let handed = 0;
    const ends: boolean[] = [];
    const follow = (id: string, chunk: () => boolean): Analyzer => ({
      id,
      version: '1',
      open: () => ({
        wants: () => 0,
        look: () => {},
        follow: () => ({ chunk, end: (whole) => void ends.push(whole) }),
        close: () => {},
      }),
    });
    const facts = await analyze(
      [{ path: 'a', content: Buffer.alloc(10_000_000) }],
      [
        follow('enough', () => ++handed < 3),
        follow('broken', () => {
          throw new Error('what is this');
        }),
      ],
    );
    expect(handed).toBe(3);
    expect(ends).toEqual([true, true]);
    expect(facts.problems).toMatchObject([{ message: 'broken gave up at a: what is this', path: 'a' }]);
  });

  it('holds large files of several layers one after the other, where there is no room for more', async () => {
    const large = 5 * 1024 * 1024;
    const held = createHeldBytes(large);
    const first = await held.take(1, signal);
    let looking = 0;
    let most = 0;
    const sums: number[] = [];
    const look: LayerPass['look'] = async ({ bytes }) => {
      most = Math.max(most, ++looking);
      await new Promise(setImmediate);
      sums.push(bytes.byteLength, bytes[large - 1] as number);
      looking--;
    };
    const set = analyzerSet([looker('whole', large, look)]);
    const layers = [1, 2, 3].map((value) => {
      const written = [{ path: 'a', content: Buffer.alloc(large, value) }];
      return analyzeLayer(entriesOf(written), { set, signal, diffId, held });
    });
    const stopping = new AbortController();
    const stopped = analyzeLayer(entriesOf([{ path: 'a', content: Buffer.alloc(large) }]), {
      ...{ set, signal: stopping.signal, diffId, held },
    });
    stopping.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
    expect(looking).toBe(0);
    first.release();
    expect((await Promise.all(layers)).flatMap(({ problems }) => problems)).toEqual([]);
    expect([most, sums]).toEqual([1, [1, 2, 3].flatMap((value) => [large, value])]);
  });

  it('says that a file ended early', async () => {
    const ends: boolean[] = [];
    const pass: LayerPass = {
      wants: () => 0,
      look: () => {},
      follow: () => ({ chunk: () => true, end: (whole) => void ends.push(whole) }),
      close: () => {},
    };
    await analyze([{ path: 'a', content: 'abc', bytes: 100 }], [{ id: 'x', version: '1', open: () => pass }]);
    expect(ends).toEqual([false]);
  });

  it('keeps whiteouts as such and shows them to nobody', async () => {
    const seen: string[] = [];
    const facts = await analyze(
      [
        { path: 'etc/.wh.shadow' },
        { path: 'srv/.wh..wh..opq' },
        { path: '.wh.top' },
        { path: 'etc/passwd', content: 'x' },
      ],
      [looker('all', 10, ({ entry }) => void seen.push(entry.path))],
    );
    expect(facts.whiteouts).toEqual([
      { path: 'etc/shadow', opaque: false },
      { path: 'srv', opaque: true },
      { path: 'top', opaque: false },
    ]);
    expect(seen).toEqual(['etc/passwd']);
    expect(openPathSet(facts.files).has('etc/passwd')).toBe(true);
    expect(openPathSet(facts.files).has('etc/.wh.shadow')).toBe(false);
  });

  it('makes a problem of an analyzer that throws, and goes on with the others and the rest', async () => {
    const seen: string[] = [];
    const facts = await analyze(
      [
        { path: 'a', content: 'a' },
        { path: 'b', content: 'b' },
      ],
      [
        looker('broken', 1, ({ entry }) => {
          if (entry.path === 'a') throw new Error('what is this');
        }),
        looker('sound', 1, ({ entry }) => void seen.push(entry.path)),
      ],
    );
    expect(seen).toEqual(['a', 'b']);
    expect(facts.problems).toEqual([
      { code: 'INVENTORY_UNREADABLE', message: 'broken gave up at a: what is this', path: 'a', layer: diffId },
    ]);
  });

  it('keeps that a file somebody wants is another name of one that went by', async () => {
    const seen: string[] = [];
    const facts = await analyze(
      [
        { path: 'store/package.json', content: '{}' },
        { path: 'node_modules/a/package.json', kind: 'hardlink', target: 'store/package.json' },
      ],
      [{ id: 'all', version: '1', open: () => notEmpty(seen) }],
    );
    expect(seen).toEqual(['store/package.json']);
    expect(facts.links).toEqual([{ path: 'node_modules/a/package.json', target: 'store/package.json', hard: true }]);
  });

  it('stops between two entries when it is told to', async () => {
    const stopping = new AbortController();
    const going = analyze(
      [{ path: 'a', content: 'a' }, { path: 'b' }],
      [looker('stops', 1, () => stopping.abort(new Error('enough')))],
      stopping.signal,
    );
    await expect(going).rejects.toThrow('enough');
  });

  it('knows a whiteout by the last part of its path alone', () => {
    const entry = {
      kind: 'file',
      mode: 0,
      uid: 0,
      gid: 0,
      bytes: 0,
      modifiedAt: 0,
      target: undefined,
      capabilities: undefined,
    } as const;
    expect(whiteoutOf({ ...entry, path: 'a/.wh.b/c' })).toBeUndefined();
    expect(whiteoutOf({ ...entry, path: 'a/x.wh.b' })).toBeUndefined();
    expect(whiteoutOf({ ...entry, path: 'a/.wh.b' })).toEqual({ path: 'a/b', opaque: false });
  });
});

describe('analyzerSet', () => {
  it('is told apart by what looks and in which version, not by the order', () => {
    const one = looker('one', 0, () => {});
    const two = looker('two', 0, () => {});
    expect(analyzerSet([one, two]).hash).toBe(analyzerSet([two, one]).hash);
    expect(analyzerSet([one, two]).hash).not.toBe(analyzerSet([one, { ...two, version: '2' }]).hash);
    expect(() => analyzerSet([one, one])).toThrow('twice');
  });
});
