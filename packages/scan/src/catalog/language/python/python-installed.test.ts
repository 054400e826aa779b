import { describe, expect, it } from 'vitest';
import { lookAt } from '../look-at.fixture.ts';
import { classifierLicence } from './classifier-licence.ts';
import { eggInfo, metadata } from './python.fixture.ts';
import { pythonInstalled } from './python-installed.ts';

describe('installed Python packages', () => {
  it('reads the header of METADATA and nothing of the README behind it', () => {
    expect(lookAt(pythonInstalled, metadata).packages).toMatchObject([
      {
        type: 'pypi',
        name: 'requests',
        version: '2.31.0',
        licence: 'Apache-2.0',
        dependsOn: ['charset-normalizer', 'urllib3'],
        evidence: 'installed',
      },
    ]);
  });

  it('reads an egg-info file; names are those the index compares', () => {
    expect(lookAt(pythonInstalled, eggInfo).packages).toMatchObject([
      { name: 'pyyaml', version: '5.3.1', licence: 'MIT' },
    ]);
  });

  it.each(['site-packages/x.egg-info/PKG-INFO', 'x-1-py3.8.egg/EGG-INFO/PKG-INFO', 'usr/lib/x-1.dist-info/METADATA'])(
    'wants %s',
    (path) => {
      expect(lookAt(pythonInstalled, { ...metadata, path }).packages).toHaveLength(1);
    },
  );

  it.each(['x.egg-info/SOURCES.txt', 'x.dist-info/RECORD', 'METADATA', 'MYEGG-INFO/PKG-INFO'])(
    'does not want %s',
    (path) => {
      expect(lookAt(pythonInstalled, { ...metadata, path }).wanted).toBe(false);
    },
  );

  it('prefers the licence expression of newer metadata', () => {
    const content = 'Name: x\nVersion: 1\nLicense-Expression: MIT AND BSD-3-Clause\nLicense: whatever\n\n';
    expect(lookAt(pythonInstalled, { ...metadata, content }).packages[0]?.licence).toBe('MIT AND BSD-3-Clause');
  });

  it('takes a classifier only where it means one licence', () => {
    expect(classifierLicence(['License :: OSI Approved :: MIT License'])).toBe('MIT');
    expect(classifierLicence(['License :: OSI Approved :: BSD License'])).toBeUndefined();
    expect(
      classifierLicence(['License :: OSI Approved :: MIT License', 'License :: OSI Approved :: ISC License (ISCL)']),
    ).toBeUndefined();
    expect(classifierLicence(['License :: OSI Approved :: constructor'])).toBeUndefined();
  });

  it('tells of metadata without a name', () => {
    expect(lookAt(pythonInstalled, { ...metadata, content: 'Version: 1\n' }).problems[0]?.message).toContain(
      'it has no Name',
    );
  });
});
