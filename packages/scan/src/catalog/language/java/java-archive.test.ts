import { describe, expect, it } from 'vitest';
import { brief, lookAt } from '../look-at.fixture.ts';
import { bootApplication, jar, log4j, manifest, pom, springCore, streamedJar } from './java.fixture.ts';
import { javaArchive } from './java-archive.ts';
import { readArchive } from './read-archive.ts';

function archive(content: Uint8Array, name = 'x-1.0.jar', size?: number) {
  return lookAt(javaArchive, { path: `app/${name}`, content }, size);
}

describe('Java archives', () => {
  it('reads an application and the archives in it, each where it lies', () => {
    const { packages, inventories } = lookAt(javaArchive, bootApplication);
    expect(packages.map(({ name, version, within }) => [name, version, within])).toEqual([
      ['org.example:shop', '0.0.1', undefined],
      ['org.apache.logging.log4j:log4j-core', '2.14.1', '!/BOOT-INF/lib/log4j-core-2.14.1.jar'],
      ['org.springframework:spring-core', '5.3.17', '!/BOOT-INF/lib/spring-core-5.3.17.jar'],
    ]);
    expect(packages[0]).toMatchObject({ type: 'maven', evidence: 'installed' });
    expect(inventories).toHaveLength(1);
  });

  it('names everything that was shaded into a jar', () => {
    const content = jar({ ...pom('org.example', 'x', '1.0'), ...pom('com.google.guava', 'guava', '31.1-jre') });
    expect(brief(archive(content).packages)).toEqual(['org.example:x 1.0', 'com.google.guava:guava 31.1-jre']);
  });

  it('reads ear in war in jar, deflated', () => {
    const war = jar({ 'WEB-INF/lib/log4j-core-2.14.1.jar': log4j });
    const { packages } = archive(jar({ 'shop.war': war }), 'shop.ear');
    expect(packages.map(({ within }) => within)).toEqual(['!/shop.war!/WEB-INF/lib/log4j-core-2.14.1.jar']);
  });

  it('is of no ecosystem when nothing says which group it is of', () => {
    const { packages } = archive(
      jar({ ...manifest({ 'Implementation-Version': '1.2.3' }), 'a/B.class': 'x' }),
      'common.jar',
    );
    expect(packages).toMatchObject([
      { type: 'generic', name: 'common', version: '1.2.3', qualifiers: { file_name: 'common.jar' } },
    ]);
  });

  it('takes a well-known name for what it is only with the classes to it', () => {
    const content = jar({ ...manifest({}), 'org/example/Fake.class': 'x' });
    expect(archive(content, 'spring-core-5.3.17.jar').packages).toMatchObject([
      { type: 'generic', name: 'spring-core' },
    ]);
    expect(archive(springCore, 'spring-core-5.3.17.jar').packages).toMatchObject([{ type: 'maven' }]);
  });

  it('says nothing of an archive without any version', () => {
    expect(archive(jar({ 'a/B.class': 'x' }), 'app.jar').packages).toEqual([]);
  });

  it('reads a jar behind a launcher script', () => {
    const content = Buffer.concat([Buffer.from('#!/bin/bash\nexec java -jar "$0"\n'), log4j]);
    expect(brief(archive(content).packages)).toEqual(['org.apache.logging.log4j:log4j-core 2.14.1']);
  });

  it('reads what is whole in an archive that is cut off, and says so', () => {
    const files = {
      ...pom('org.example', 'x', '1.0'),
      'a/Large.class': 'y'.repeat(100_000),
      ...pom('org.late', 'late', '1'),
    };
    for (const content of [jar(files), streamedJar(files)]) {
      const seen = archive(content.subarray(0, content.length - 800), 'x-1.0.jar', content.length);
      expect(brief(seen.packages)).toContain('org.example:x 1.0');
      expect(seen.problems).toMatchObject([{ code: 'FILE_TOO_LARGE', path: 'app/x-1.0.jar' }]);
    }
  });

  it('counts what is no archive in spite of its name', () => {
    const seen = archive(Buffer.from('../lib/other.jar'));
    expect(seen.problems).toEqual([]);
    expect(seen.passedOver).toHaveLength(1);
  });

  it.each(['app/x.jar', 'app/x.war', 'app/x.hpi'])('wants %s', (path) => {
    expect(lookAt(javaArchive, { path, content: log4j }).wanted).toBe(true);
  });

  it.each(['app/x.tar', 'app/jar', 'app/x.jar.md5', 'app/x.class'])('does not want %s', (path) => {
    expect(lookAt(javaArchive, { path, content: log4j }).wanted).toBe(false);
  });
});

describe('hostile archives', () => {
  it('goes eight deep and says where it stopped', () => {
    let content = log4j;
    for (let depth = 0; depth < 20; depth++) content = jar({ [`${depth}.jar`]: content });
    expect(archive(content).problems).toMatchObject([
      { code: 'ARCHIVE_BOMB', message: expect.stringContaining('8 deep') },
    ]);
    let shallow = log4j;
    for (let depth = 0; depth < 7; depth++) shallow = jar({ [`${depth}.jar`]: shallow });
    expect(brief(archive(shallow).packages)).toContain('org.apache.logging.log4j:log4j-core 2.14.1');
  });

  it('does not inflate a bomb', () => {
    const bomb = jar({ 'a.jar': new Uint8Array(50 * 1024 * 1024) });
    const seen = archive(jar({ ...pom('org.example', 'x', '1.0'), 'bomb.jar': bomb, 'inner.jar': log4j }));
    expect(seen.problems).toMatchObject([
      { code: 'ARCHIVE_BOMB', message: expect.stringContaining('app/x-1.0.jar!/bomb.jar!/a.jar') },
    ]);
    expect(seen.packages).toHaveLength(2);
  });

  it('stops inflating over all nested archives together', () => {
    const padded = jar({ 'pad.jar': new Uint8Array(30 * 1024 * 1024) });
    const files: Record<string, Uint8Array> = {};
    for (let index = 0; index < 12; index++) files[`${index}.jar`] = padded;
    const seen = archive(jar(files));
    expect(seen.problems.some(({ code }) => code === 'ARCHIVE_BOMB')).toBe(true);
  });

  it('refuses a manifest that is a bomb, and keeps what the jar says otherwise', () => {
    const seen = archive(jar({ 'META-INF/MANIFEST.MF': 'x'.repeat(5_000_000), ...pom('org.example', 'x', '1.0') }));
    expect(brief(seen.packages)).toEqual(['org.example:x 1.0']);
    expect(seen.problems).toMatchObject([{ code: 'ARCHIVE_BOMB' }]);
  });

  it('does not follow one archive that is listed a hundred thousand times', () => {
    const content = repeated(jar({ 'i.jar': log4j }, { stored: true }), 60_000);
    const before = performance.now();
    const seen = archive(content);
    expect(seen.problems.some(({ code }) => code === 'ARCHIVE_BOMB')).toBe(true);
    expect(performance.now() - before).toBeLessThan(5000);
    expect(seen.packages).toHaveLength(2);
  });

  it.each([
    ['too large', jar({ 'a.jar': new Uint8Array(60 * 1024 * 1024) })],
    ['too large a manifest', jar({ 'META-INF/MANIFEST.MF': 'x'.repeat(5_000_000) })],
    [
      'a long text',
      jar({ 'META-INF/maven/a/b/pom.properties': `groupId=a${'#'.repeat(1_000_000)}` }, { stored: true }),
    ],
  ])('does not unpack %s again and again, as often as it is listed', (_, once) => {
    const content = repeated(once, 60_000);
    const before = performance.now();
    const seen = archive(content);
    expect(seen.problems.some(({ code }) => code === 'ARCHIVE_BOMB')).toBe(true);
    expect(performance.now() - before).toBeLessThan(8000);
  });

  it('tells the same once, and names no more parts than somebody reads', () => {
    const parts = Array.from({ length: 1000 }, (_, index) => [`x${index}.jar`, 'no archive'] as const);
    const zip = Buffer.from(jar(Object.fromEntries(parts), { stored: true }));
    const end = zip.length - 22;
    // All of them at the first one's place, packed in a way that nobody knows.
    for (let at = zip.readUInt32LE(end + 16); at < end; at += 46 + zip.readUInt16LE(at + 28)) {
      zip.writeUInt16LE(99, at + 10);
      zip.writeUInt32LE(0, at + 42);
    }
    const seen = archive(zip);
    expect(seen.problems).toHaveLength(21);
    expect(new Set(seen.problems.map(({ message }) => message)).size).toBe(21);
    expect(seen.problems.at(-1)?.message).toMatch(/980 more times a part of it could not be read/);

    const same = repeated(jar({ 'x.jar': new Uint8Array(9_000_000) }), 1000);
    const told = archive(same).problems.map(({ message }) => message);
    expect(told).toEqual([...new Set(told)]);
  });

  it('ends sooner when its work comes to nothing: what that took is not given back at once', () => {
    const reasons: string[] = [];
    const pomFile = { 'META-INF/maven/g/a/pom.properties': new Uint8Array(9_000_000) };
    readArchive(Buffer.from(repeated(jar(pomFile), 1000)), true, {
      fileName: 'x.jar',
      found: () => {},
      problem: (_kind, _within, reason) => reasons.push(reason),
    });
    expect(reasons).toHaveLength(1000);
    expect(reasons.filter((reason) => reason.includes('unpacks to more than 1048576')).length).toBeLessThanOrEqual(64);
  });

  it('reads one manifest, however many there are', () => {
    const attributes = Array.from({ length: 150_000 }, (_, index) => `k${index % 10}:\n`).join('');
    const content = repeated(
      jar({ 'META-INF/MANIFEST.MF': `Implementation-Version: 1.2\n${attributes}` }, { stored: true }),
      60_000,
    );
    const before = performance.now();
    const seen = archive(content, 'x.jar');
    expect(seen.problems).toEqual([]);
    expect(brief(seen.packages)).toEqual(['x 1.2']);
    expect(performance.now() - before).toBeLessThan(2000);
  });

  it.each([
    ['cut', log4j.subarray(0, log4j.length - 30)],
    ['without its start', log4j.subarray(40)],
  ])('tells of one that is %s', (_, content) => {
    const seen = archive(content);
    expect(seen.problems).toMatchObject([{ code: 'ARCHIVE_CORRUPT', path: 'app/x-1.0.jar' }]);
  });
});

/** The same archive with its one directory entry written `times` over. */
function repeated(zip: Uint8Array, times: number): Buffer {
  const bytes = Buffer.from(zip);
  const end = bytes.length - 22;
  const start = bytes.readUInt32LE(end + 16);
  const entry = bytes.subarray(start, end);
  const tail = Buffer.from(bytes.subarray(end));
  tail.writeUInt16LE(times, 8);
  tail.writeUInt16LE(times, 10);
  tail.writeUInt32LE(entry.length * times, 12);
  return Buffer.concat([bytes.subarray(0, start), ...Array.from({ length: times }, () => entry), tail]);
}
