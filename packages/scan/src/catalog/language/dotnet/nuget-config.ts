/** packages.config: https://learn.microsoft.com/nuget/reference/packages-config */
import { expectRead } from '../../unread-text.ts';
import { isLock } from '../bystander.ts';
import { fileCataloger, megabyte } from '../file-cataloger.ts';
import { declared, unique } from '../found.ts';
import { textOf } from '../json-value.ts';

const form = { known: /<packages[\s/>]|<packages$/, neutral: /^\s*<\?xml[^<>]*\?>\s*$/ };

export const nugetConfig = fileCataloger({
  id: 'nuget-config',
  version: '2',
  summary: 'packages.config',
  files: ['**/packages.config'],
  most: 4 * megabyte,
  matches: (path) => isLock(path, 'packages.config'),
  read({ bytes }) {
    // Its one element has attributes only, so no XML reader (and none of its entities) is needed.
    const content = withoutComments(textOf(bytes));
    const elements = [...content.matchAll(/<package\s([^<>]{1,2000})>/g)];
    expectRead(elements, content, form);
    return unique(
      elements.flatMap(([, attributes = '']) => {
        const id = attribute(attributes, 'id');
        if (id === undefined) return [];
        const development = attribute(attributes, 'developmentDependency') === 'true';
        return [
          declared('nuget', id, attribute(attributes, 'version'), { scope: development ? 'development' : 'runtime' }),
        ];
      }),
    );
  },
});

function attribute(attributes: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return match?.[1] ?? match?.[2];
}

function withoutComments(text: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let open = text.indexOf('<!--'); open >= 0; open = text.indexOf('<!--', from)) {
    kept.push(text.slice(from, open));
    const close = text.indexOf('-->', open);
    if (close < 0) return kept.join('');
    from = close + 3;
  }
  kept.push(text.slice(from));
  return kept.join('');
}
