/** go.mod: https://go.dev/ref/mod#go-mod-file */
import { expectRead } from '../../unread-text.ts';
import { lines } from '../block-map.ts';
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { textOf } from '../json-value.ts';

const form = {
  known: /^\s*(?:module|go|toolchain|godebug|require|exclude|replace|retract|tool|ignore)[\s(]/,
  neutral: /^\s*\/\//,
};

export const goMod = fileCataloger({
  id: 'go-mod',
  version: '2',
  summary: 'go.mod',
  files: ['**/go.mod'],
  most: 4 * megabyte,
  matches: (path) => isLock(path, 'go.mod') && !/(?:^|\/)vendor\//.test(path),
  read({ bytes }) {
    const content = textOf(bytes);
    const { module, required, replaced } = readGoMod(content);
    expectRead(required, content, form);
    // The standard library's own.
    if (module === 'std' || module === 'cmd') return [];
    return unique(
      required.map(([path, version]) => {
        const by = replaced.get(`${path} ${version}`) ?? replaced.get(path);
        if (by === undefined) return declared('golang', path, version);
        return by.version === undefined ? declared('golang', path, undefined) : declared('golang', by.path, by.version);
      }),
    );
  },
});

interface GoMod {
  readonly module: string;
  readonly required: readonly (readonly [path: string, version: string])[];
  /** By path, or path and version. */
  readonly replaced: ReadonlyMap<string, { readonly path: string; readonly version: string | undefined }>;
}

function readGoMod(text: string): GoMod {
  const required: [string, string][] = [];
  const replaced = new Map<string, { path: string; version: string | undefined }>();
  let module = '';
  let block = '';
  for (const raw of lines(text)) {
    const comment = raw.indexOf('//');
    const words = (comment < 0 ? raw : raw.slice(0, comment)).trim().split(/\s+/, 8).map(unquoted);
    if (words[0] === '' || words[0] === undefined) continue;
    if (words[0] === ')') {
      block = '';
      continue;
    }
    if (block === '' && words[1] === '(') {
      block = words[0];
      continue;
    }
    const verb = block === '' ? words.shift() : block;
    const [path, version] = words;
    if (verb === 'module') module = path ?? '';
    else if (verb === 'require' && path !== undefined && version !== undefined) required.push([path, version]);
    else if (verb === 'replace') {
      const arrow = words.indexOf('=>');
      const by = words[arrow + 1];
      if (arrow > 0 && by !== undefined)
        replaced.set(words.slice(0, arrow).join(' '), { path: by, version: words[arrow + 2] });
    }
  }
  return { module, required, replaced };
}

function unquoted(word: string): string {
  return /^".*"$|^`.*`$/.test(word) ? word.slice(1, -1) : word;
}
