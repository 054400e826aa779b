/** What a reader must know of a match that no finding says: what was not judged and why. */
import type { OperatingSystem, Package } from '@plimsoll/core';
import { isPastSupport } from './decide.ts';
import type { LeftOut, Subjects } from './subject.ts';

export function notesOf(
  { leftOut, sourceless }: Pick<Subjects, 'leftOut' | 'sourceless'>,
  {
    os,
    unknownStreams,
    now,
  }: { readonly os: OperatingSystem | undefined; readonly unknownStreams: readonly Package[]; readonly now: number },
): readonly string[] {
  const notes = [...leftOut].map(([why, packages]) => leftOutNote(why, packages, os));
  if (sourceless.length > 0)
    notes.push(
      `${counted(sourceless)} ${sourceless.length === 1 ? 'does' : 'do'} not say which source it was built from, which is what the advisories name: looked up under its own name, and so more may be affected than is told.`,
    );
  if (unknownStreams.length > 0)
    notes.push(
      `Advisories for module streams were not matched with ${counted(unknownStreams)}: the stream of the package or of the advisory is not told.`,
    );
  if (os !== undefined) notes.push(...systemNotes(os, now));
  return notes;
}

function leftOutNote(why: LeftOut, packages: readonly Package[], os: OperatingSystem | undefined): string {
  const which = counted(packages);
  const were = packages.length === 1 ? 'was' : 'were';
  switch (why.reason) {
    case 'third-party':
      return `${which} ${were} not made by ${os?.name ?? 'the distribution'}, whose advisories say nothing about them: not judged.`;
    case 'owned':
      return `${which} ${were} installed by the distribution's packages and judged by its advisories only.`;
    case 'no-group':
      return `${which} ${were} not judged: without its group a Java archive's name may be anybody's.`;
    case 'no-ecosystem':
      return `${which} ${were} not judged: no advisory ecosystem covers this kind of package.`;
    case 'os-unknown':
      return `${which} of an operating system ${were} not judged: nothing in the image says which system it is.`;
    case 'not-covered':
      return `${which} ${were} not judged: the advisory database holds nothing about ${why.ecosystem}. Update it with this feed, or take this result for silence, not for safety.`;
  }
}

function systemNotes(os: OperatingSystem, now: number): readonly string[] {
  const notes: string[] = [];
  if (os.id === 'alpine')
    notes.push(
      "Alpine's data names only vulnerabilities that it has fixed: those without a fix are not in this result.",
    );
  if (os.endOfLifeAt !== undefined && os.endOfLifeAt <= now) {
    const ended = new Date(os.endOfLifeAt).toISOString().slice(0, 10);
    notes.push(
      isPastSupport(os, now)
        ? `${os.name} reached its end of life on ${ended}: few advisories are written for it any more, so that silence says little.`
        : `${os.name} left its general support on ${ended}: ${afterwards(os)}.`,
    );
  }
  return notes;
}

/** Debian's long-term support is everybody's; others' is for those who pay. */
function afterwards({ id, extendedSupportUntil }: OperatingSystem): string {
  const until = new Date(extendedSupportUntil ?? 0).toISOString().slice(0, 10);
  return id === 'debian'
    ? `its long-term support mends most packages on most architectures until ${until}`
    : `fixes come only with extended support, until ${until}`;
}

/** `3 packages (a, b, c)`; the first five by name. */
function counted(packages: readonly Package[]): string {
  const names = [...new Set(packages.map(({ name }) => name))].sort();
  const shown = names.slice(0, 5).join(', ');
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return `${packages.length} ${packages.length === 1 ? 'package' : 'packages'} (${shown}${more})`;
}
