import { describe, expect, it } from 'vitest';
import {
  byFileName,
  type Coordinates,
  type JarSigns,
  packagesOfJar,
  readManifest,
  readPomProperties,
} from './jar-identity.ts';

function identify(
  signs: Partial<Omit<JarSigns, 'manifest'>> & { manifest?: Record<string, string> },
): readonly string[] {
  const whole: JarSigns = {
    fileName: 'x-1.0.jar',
    poms: [],
    pomFolders: [],
    hasFolder: () => false,
    ...signs,
    manifest: new Map(Object.entries(signs.manifest ?? {})),
  };
  return packagesOfJar(whole, undefined).map(({ type, name, version }) => `${type} ${name} ${version ?? '?'}`);
}

const x: Coordinates = { group: 'org.example', artifact: 'x', version: '1.0' };

describe('identity of a jar', () => {
  it('is what pom.properties says, whatever manifest and file name say', () => {
    expect(
      identify({ poms: [x], manifest: { 'implementation-version': '9', 'implementation-vendor-id': 'org.other.y' } }),
    ).toEqual(['maven org.example:x 1.0']);
  });

  it('is its one pom.properties when the file was renamed', () => {
    expect(identify({ fileName: 'app.jar', poms: [x] })).toEqual(['maven org.example:x 1.0']);
  });

  it('has its own besides that of what was shaded into it', () => {
    const manifest = { 'implementation-vendor-id': 'org.example.shade', 'implementation-version': '3.1' };
    expect(identify({ fileName: 'y-3.1.jar', poms: [x], manifest })).toEqual([
      'maven org.example.shade:y 3.1',
      'maven org.example:x 1.0',
    ]);
  });

  it.each([
    ['1.7.36', '1.7.36'],
    ['$' + '{project.version}', '1.0'],
    ['unknown', '1.0'],
    ['1.0-release-394', '1.0'],
  ])('takes the version %s of a manifest as %s', (written, version) => {
    const manifest = { 'implementation-vendor-id': 'org.example.z', 'implementation-version': written };
    expect(identify({ manifest })).toEqual([`maven org.example.z:x ${version}`]);
  });

  it.each(['Apache Software Foundation', 'org.apache', 'com.example'])('takes the vendor %s for no group', (vendor) => {
    expect(identify({ manifest: { 'implementation-vendor-id': vendor } })).toEqual(['generic x 1.0']);
  });

  it('takes the group from the folder of a pom.xml of its name', () => {
    expect(identify({ pomFolders: [{ group: 'org.example', artifact: 'x' }] })).toEqual(['maven org.example:x 1.0']);
  });

  it.each([
    ['guava-32.1.2-jre.jar', 'guava', '32.1.2-jre'],
    ['jsr305.jar', 'jsr305', undefined],
    ['shop.war', 'shop', undefined],
  ])('%s is %s %s by its name', (fileName, artifact, version) => {
    expect(byFileName(fileName)).toEqual({ artifact, version });
  });

  it('joins folded lines of a manifest and leaves its other sections', () => {
    const text =
      'Manifest-Version: 1.0\r\nImplementation-Version: 1.2\r\n .3\r\n\r\nName: x/\r\nImplementation-Version: 9\r\n';
    expect(readManifest(text).get('implementation-version')).toBe('1.2.3');
  });

  it('keeps of a manifest what tells what it is, and nothing else however much there is', () => {
    const others = Array.from({ length: 1000 }, (_, index) => `Key-${index}: value\n`).join('');
    const text = `\n${others}IMPLEMENTATION-Version: 1.2\n${others}Implementation-Vendor-Id: org.\n example.x`;
    expect([...readManifest(text)]).toEqual([
      ['implementation-version', '1.2'],
      ['implementation-vendor-id', 'org.example.x'],
    ]);
    expect(readManifest(`\n\n${text}`).size).toBe(0);
  });

  it('reads pom.properties; a placeholder is no version', () => {
    expect(readPomProperties(`groupId = a.b\nartifactId:c\nversion=$\{revision}\n`)).toEqual({
      group: 'a.b',
      artifact: 'c',
      version: undefined,
    });
    expect(readPomProperties('artifactId=c\nversion=1\n')).toBeUndefined();
  });
});
