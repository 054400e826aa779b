/** What is worth knowing of an image's contents and is no failing. */
import type { EpochMs, OperatingSystem, Package } from '@plimsoll/core';
import type { LayerFacts } from './layer-facts.ts';

const namedAtMost = 5;

export interface Noted {
  readonly facts: readonly LayerFacts[];
  readonly os: OperatingSystem | undefined;
  readonly packages: readonly Package[];
  readonly now: EpochMs;
}

export function notesOf({ facts, os, packages, now }: Noted): readonly string[] {
  return [...endOfLife(os, now), ...unknownSystem(os, packages), ...strangers(packages), ...passedOver(facts)];
}

function endOfLife(os: OperatingSystem | undefined, now: EpochMs): readonly string[] {
  if (os?.endOfLifeAt === undefined || os.endOfLifeAt > now) return [];
  const ended = `${os.name} is out of regular security support since ${day(os.endOfLifeAt)}`;
  const { extendedSupportUntil: until } = os;
  return [until === undefined || until <= now ? ended : `${ended}; extended support ends on ${day(until)}`];
}

function unknownSystem(os: OperatingSystem | undefined, packages: readonly Package[]): readonly string[] {
  const few = packages.find(({ type }) => type === 'deb' || type === 'apk' || type === 'rpm');
  if (os !== undefined || few === undefined) return [];
  return [
    'No file says which operating system this is, so no distribution’s advisories can be held against its packages',
  ];
}

function strangers(packages: readonly Package[]): readonly string[] {
  const found = packages.filter(({ thirdParty }) => thirdParty).map(({ name }) => name);
  if (found.length === 0) return [];
  const more = found.length > namedAtMost ? ` and ${found.length - namedAtMost} more` : '';
  const names = `${found.slice(0, namedAtMost).join(', ')}${more}`;
  return [`Not made by the distribution, so its advisories say nothing about: ${names}`];
}

function passedOver(facts: readonly LayerFacts[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const layer of facts) {
    for (const [reason, count] of Object.entries(layer.passedOver))
      counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  if (counts.size === 0) return [];
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return [`Passed over: ${sorted.map(([reason, count]) => `${reason} (${count})`).join(', ')}`];
}

function day(at: EpochMs): string {
  return new Date(at).toISOString().slice(0, 10);
}
