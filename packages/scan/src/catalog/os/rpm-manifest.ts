/**
 * What distroless images of Azure Linux and CBL-Mariner have in place of a database: the answer to a query, ten columns a package
 * (name, version-release, installed, built, vendor, epoch, size, architecture, epoch as a number, source rpm).
 */
import type { Inventory } from '../../facts/layer-facts.ts';
import type { RpmHeader } from './rpm-header.ts';
import { packagesOf } from './rpm-packages.ts';
import { unreadableInventory } from './whole-file.ts';

const mostPackages = 100_000;

/** @throws ScanError when no line of it is a package */
export function packagesOfManifest(text: string): Pick<Inventory, 'packages' | 'owned'> {
  const lines = text.split('\n', mostPackages).filter((line) => line.trim() !== '');
  const headers = lines.flatMap((line) => headerOf(line) ?? []);
  if (headers.length === 0 && lines.length > 0) throw unreadableInventory('no line of it is a package');
  return packagesOf(headers);
}

function headerOf(line: string): RpmHeader | undefined {
  const [name = '', full = '', , , vendor, , , architecture, epoch = '', sourceRpm] = line.split('\t');
  const [, version, release] = /^([^-\s]+)-([^-\s]+)$/.exec(full) ?? [];
  if (name === '' || version === undefined || release === undefined) return undefined;
  return {
    name,
    version,
    release,
    epoch: /^\d{1,9}$/.test(epoch) ? Number(epoch) : undefined,
    architecture: said(architecture),
    sourceRpm: said(sourceRpm),
    vendor: said(vendor),
    licence: undefined,
    moduleLabel: undefined,
    requires: [],
    provides: [],
    files: [],
  };
}

function said(text: string | undefined): string | undefined {
  return text === undefined || text === '' || text === '(none)' ? undefined : text;
}
