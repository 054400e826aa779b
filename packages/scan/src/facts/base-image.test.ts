import type { Digest } from '@plimsoll/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../source/source.ts';
import { type BaseClues, findBase, originOf } from './base-image.ts';
import { chainIds, createKnownImages, isBetter, nothingKnown } from './base-image-known.ts';
import { materialsOf } from './base-image-provenance.ts';
import { diffIdOf } from './layers.fixture.ts';

const line = (createdBy: string, emptyLayer = false, comment = ''): HistoryEntry => ({
  createdAt: 0,
  createdBy,
  comment,
  emptyLayer,
});
const empty = (createdBy: string): HistoryEntry => line(createdBy, true);
const debianRoot = line('/bin/sh -c #(nop) ADD file:7f1b2c in / ');
const digest: Digest = `sha256:${'ab'.repeat(32)}`;
const other: Digest = `sha256:${'cd'.repeat(32)}`;

function clues(more: Partial<BaseClues> & { readonly count?: number }): BaseClues {
  const { count = 3, ...rest } = more;
  const layers = Array.from({ length: count }, (_, index) => ({ diffId: diffIdOf(index) }));
  return { annotations: {}, config: { labels: {} }, history: [], layers, known: nothingKnown, ...rest };
}
const known = (name: string, count: number, itsDigest: Digest = digest) =>
  createKnownImages([
    { name, digest: itsDigest, diffIds: Array.from({ length: count }, (_, index) => diffIdOf(index)) },
  ]);

describe('findBase', () => {
  it('believes what the builder wrote down', () => {
    const annotations = {
      'org.opencontainers.image.base.name': 'docker.io/library/debian:12',
      'org.opencontainers.image.base.digest': digest,
    };
    expect(findBase(clues({ annotations, known: known('debian:12', 2) }))).toEqual({
      name: 'docker.io/library/debian:12',
      digest,
      layers: 2,
      how: 'annotation',
    });
    // Of which layers it is made is not known: then nothing is said of any.
    expect(findBase(clues({ annotations }))).toEqual({
      name: 'docker.io/library/debian:12',
      digest,
      layers: 0,
      how: 'annotation',
    });
    const history = [debianRoot, empty('CMD ["bash"]'), line('RUN a'), line('RUN b')];
    expect(findBase(clues({ annotations, history }))?.layers).toBe(1);
    expect(findBase(clues({ annotations: { 'org.opencontainers.image.base.digest': 'sha256:no' } }))).toBeUndefined();
  });

  it('then the build’s provenance, when it leaves no choice', () => {
    const materials = [
      { name: 'golang:1.24', digest: other },
      { name: 'alpine:3.20', digest },
    ];
    expect(findBase(clues({ materials: materials.slice(1) }))).toMatchObject({
      name: 'alpine:3.20',
      how: 'provenance',
    });
    expect(findBase(clues({ materials }))).toBeUndefined();
    expect(findBase(clues({ materials, known: known('mirror/alpine', 1) }))).toEqual({
      name: 'alpine:3.20',
      digest,
      layers: 1,
      how: 'provenance',
    });
  });

  it('then the longest beginning that is a known image', () => {
    expect(findBase(clues({ known: known('python:3.12', 2) }))).toEqual({
      name: 'python:3.12',
      digest,
      layers: 2,
      how: 'known-image',
    });
    // Itself.
    expect(findBase(clues({ known: known('shop/web:1', 3) }))).toBeUndefined();
  });

  it.each([
    [
      'the command the base starts',
      [debianRoot, empty('/bin/sh -c #(nop)  CMD ["bash"]'), line('RUN a'), line('COPY b'), empty('CMD ["web"]')],
      1,
      undefined,
    ],
    [
      'of two bases upon each other the upper',
      [debianRoot, empty('CMD ["bash"]'), line('RUN python'), empty('CMD ["python3"]'), line('COPY b')],
      2,
      undefined,
    ],
    ['an entry point as well', [debianRoot, line('RUN x'), empty('ENTRYPOINT ["/x"]'), line('COPY b')], 2, undefined],
    [
      'a root of Debian',
      [
        line("# debian.sh --arch 'amd64' out/ 'bookworm' '@1732492800'", false, 'debuerreotype 0.15'),
        line('RUN a'),
        line('RUN b'),
      ],
      1,
      'debian:bookworm',
    ],
    [
      'a root of Alpine',
      [
        line('ADD alpine-minirootfs-3.20.3-x86_64.tar.gz / # buildkit'),
        empty('CMD ["/bin/sh"]'),
        line('RUN a'),
        line('RUN b'),
      ],
      1,
      'alpine:3.20.3',
    ],
    ['a root without command', [debianRoot, line('RUN a'), line('RUN b')], 1, undefined],
  ])('then the history: %s', (_, history, layers, name) => {
    expect(findBase(clues({ history, count: 3 }))).toMatchObject({
      layers,
      how: 'history',
      ...(name === undefined ? {} : { name }),
    });
  });

  it.each([
    ['one layer that is all', [debianRoot, empty('CMD ["bash"]')], 1],
    ['a history that does not fit the layers', [debianRoot, empty('CMD ["bash"]'), line('RUN a')], 3],
    ['no root and no command below', [line('COPY a'), line('COPY b'), empty('CMD ["a"]')], 2],
    ['no history', [], 2],
  ])('says nothing of %s', (_, history, count) => {
    expect(findBase(clues({ history, count }))).toBeUndefined();
  });

  it('names Ubuntu by its labels', () => {
    const labels = { 'org.opencontainers.image.ref.name': 'ubuntu', 'org.opencontainers.image.version': '22.04' };
    const history = [empty('LABEL x'), debianRoot, empty('CMD ["bash"]'), line('RUN a')];
    expect(findBase(clues({ history, count: 2, config: { labels } }))).toMatchObject({
      name: 'ubuntu:22.04',
      layers: 1,
    });
  });

  it('names Debian by its script', () => {
    const history = [line("# debian.sh --arch 'amd64' 'out/' 'bookworm' '@1732492800'"), line('RUN a')];
    expect(findBase(clues({ history, count: 2 }))?.name).toBe('debian:bookworm');
  });

  it('never makes all layers the base’s', () => {
    const lines = fc.constantFrom(
      debianRoot,
      line('RUN x'),
      empty('CMD ["x"]'),
      empty('ENV a=b'),
      line('COPY c', false, 'debuerreotype'),
    );
    fc.assert(
      fc.property(fc.array(lines), fc.nat(5), (history, count) => {
        const full = history.filter(({ emptyLayer }) => !emptyLayer).length;
        const base = findBase(clues({ history, count: full, known: known('x', count) }));
        if (base !== undefined) expect(base.layers).toBeLessThan(Math.max(1, full));
      }),
    );
  });
});

describe('originOf', () => {
  it('is unknown without a base or with one of unknown size', () => {
    expect([
      originOf(0, undefined),
      originOf(0, { layers: 0 }),
      originOf(0, { layers: 1 }),
      originOf(1, { layers: 1 }),
    ]).toEqual(['unknown', 'unknown', 'base', 'app']);
  });
});

describe('known images', () => {
  const layers = [diffIdOf(0), diffIdOf(1), diffIdOf(2)];

  it('are found by the longest beginning', () => {
    const images = createKnownImages([
      { name: 'debian:12', digest, diffIds: layers.slice(0, 1) },
      { name: 'python:3.12', digest, diffIds: layers.slice(0, 2) },
      { name: 'other:1', digest, diffIds: [diffIdOf(1)] },
    ]);
    expect(images.longestPrefix(layers)?.name).toBe('python:3.12');
    expect(images.longestPrefix(layers.slice(0, 1))?.name).toBe('debian:12');
    expect(images.longestPrefix([diffIdOf(7)])).toBeUndefined();
  });

  it('official before others, then the tag that says most', () => {
    const names = [
      'someone/python:3.12.7-slim',
      'python:latest',
      'docker.io/library/python:3.12.7-slim',
      'python:3.12',
      'registry.example/x/python:3',
    ];
    const sorted = names.toSorted((a, b) => (isBetter({ name: a }, { name: b }) ? -1 : 1));
    expect(sorted.slice(0, 3)).toEqual(['docker.io/library/python:3.12.7-slim', 'python:3.12', 'python:latest']);
    const forward = createKnownImages(names.map((name) => ({ name, digest, diffIds: layers })));
    const backward = createKnownImages(names.toReversed().map((name) => ({ name, digest, diffIds: layers })));
    expect(forward.longestPrefix(layers)).toEqual(backward.longestPrefix(layers));
  });

  it('have chain ids as the specification gives them', () => {
    const [first, second] = chainIds([digest, other]);
    expect(first).toBe(digest);
    // printf 'sha256:abab… sha256:cdcd…' | sha256sum
    expect(second).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(chainIds([digest, other, digest])[1]).toBe(second);
  });
});

describe('materialsOf', () => {
  const sha256 = 'ab'.repeat(32);

  it('reads both versions of SLSA provenance', () => {
    const material = { uri: 'pkg:docker/alpine@3.20?platform=linux%2Famd64', digest: { sha256 } };
    const frontend = { uri: 'pkg:docker/docker/dockerfile@1', digest: { sha256: 'cd'.repeat(32) } };
    const source = { uri: 'https://github.com/x/y', digest: { sha1: 'a' } };
    const expected = [{ name: 'alpine:3.20', digest }];
    expect(materialsOf({ predicate: { materials: [material, frontend, source] } })).toEqual(expected);
    expect(materialsOf({ predicate: { buildDefinition: { resolvedDependencies: [frontend, material] } } })).toEqual(
      expected,
    );
  });

  it('takes anything', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (thing, uri) => {
        expect(materialsOf(thing)).toEqual([]);
        expect(
          materialsOf({ predicate: { materials: [{ uri: `pkg:docker/${uri}`, digest: { sha256 } }] } }).length,
        ).toBeLessThanOrEqual(1);
      }),
    );
  });
});
