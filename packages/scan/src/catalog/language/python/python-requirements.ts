/** requirements.txt: https://pip.pypa.io/en/stable/reference/requirements-file-format */

import type { FoundPackage } from '../../../facts/layer-facts.ts';
import { expectRead } from '../../unread-text.ts';
import { lines } from '../block-map.ts';
import { fileName, isBystander } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { textOf } from '../json-value.ts';
import { pythonName } from './python-name.ts';

const pin = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?={2,3}([\w.!+-]+)$/;

/** `requirements-dev.txt`, `requirements_test.txt` */
const forDevelopment = /[-_.](?:dev|develop|development|tests?|testing|lint|docs?|ci)[-_.]/;

/** A requirement of any version, an option, a path or an address. */
const form = {
  known:
    /^(?!.*[^\P{Cc}\t\r])(?!.*\ufffd)\s*(?:-|[A-Za-z0-9][\w.-]*\s*(?:[[<>=!~;@#(\\]|$)|\.{0,2}[/\\]|[\w./-]+\.(?:whl|zip|tar\.gz)\b|[\w+.-]+:\/\/|\$\{)/u,
};

export const pythonRequirements = fileCataloger({
  id: 'python-requirements',
  version: '2',
  summary: 'requirements.txt, exact pins only',
  files: ['**/requirements*.txt'],
  most: 4 * megabyte,
  matches: (path) => path.endsWith('.txt') && fileName(path).startsWith('requirements') && !isBystander(path),
  read({ path, bytes }) {
    const scope = forDevelopment.test(fileName(path)) ? 'development' : 'runtime';
    const packages: FoundPackage[] = [];
    const content = textOf(bytes);
    for (const line of lines(content)) {
      const [, name, version] = pin.exec(withoutRest(line)) ?? [];
      if (name !== undefined && version !== undefined)
        packages.push(declared('pypi', pythonName(name), version, { scope }));
    }
    expectRead(packages, content, form);
    return unique(packages);
  },
});

/** Without marker, comment, hashes and spaces: `requests [socks] == 2.31.0 ; python_version > "3"` → `requests[socks]==2.31.0`. */
function withoutRest(line: string): string {
  return (line.slice(0, 500).split(/[;#\\]|\s--/, 1)[0] ?? '').replace(/\s+/g, '');
}
