/** Updates the same folder again and again until it is killed. Run as a process of its own. */
import { osvRecord, putOsv } from '../mirror.fixture.ts';
import { updateAdvisories } from './update-advisories.ts';

const [dir = '', mirror = ''] = process.argv.slice(2);
const signal = new AbortController().signal;
for (let round = 1; ; round++) {
  const records = Array.from({ length: 300 }, (_, index) =>
    osvRecord(`GHSA-${index}`, { name: `p${index}`, fixed: `${round}.0.0` }),
  );
  putOsv(mirror, 'npm', records);
  await updateAdvisories({ dir, base: mirror, signal, now: () => Date.now(), force: true });
  process.stdout.write(`${round}\n`);
}
