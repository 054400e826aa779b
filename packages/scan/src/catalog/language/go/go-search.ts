/** What to keep of a large Go program as it goes by: what `readGoBuildInfo` will look at. */
import type { ProgramSearch } from '../executable/follow-program.ts';
import type { Program, Range } from '../executable/program.ts';
import { listStart, mostVersions } from './go-build-info.ts';

/** Twenty times the longest list seen in public. */
const longestList = 1024 * 1024;
const mostLists = 4;
const versionStart = Buffer.from('go1.', 'latin1');
const longestVersion = 64;
/** At the start of the writable data lies the header, or at its end, next to the data it points to before Go 1.18. */
const firstOfData = 512 * 1024;
const lastOfData = 3 * 1024 * 1024;
const mostSegments = 3;

export function goSearch(): Pick<ProgramSearch, 'ranges' | 'marks'> {
  let lists = 0;
  let versions = 0;
  return {
    ranges({ segments, sections }: Program): readonly Range[] {
      const own = sections.filter(({ name }) => name === '__go_buildinfo');
      const data = segments.filter(({ writable, size }) => writable && size > 0).slice(0, mostSegments);
      return [...own, ...data].flatMap(endsOf);
    },
    marks(bytes, length, offset) {
      const found: Range[] = [];
      for (let at = bytes.indexOf(listStart); at >= 0 && at < length && lists < mostLists; lists++) {
        found.push({ offset: offset + at, size: longestList });
        at = bytes.indexOf(listStart, at + 1);
      }
      for (let at = bytes.indexOf(versionStart); at >= 0 && at < length && versions < mostVersions; versions++) {
        // With what stands before it: alone between NULs is what a version is known by where no header points to it.
        const before = offset + at === 0 ? 0 : 1;
        found.push({ offset: offset + at - before, size: longestVersion + before });
        at = bytes.indexOf(versionStart, at + 1);
      }
      return found;
    },
  };
}

function endsOf({ offset, size }: Range): readonly Range[] {
  if (size <= firstOfData + lastOfData) return [{ offset, size }];
  return [
    { offset, size: firstOfData },
    { offset: offset + size - lastOfData, size: lastOfData },
  ];
}
