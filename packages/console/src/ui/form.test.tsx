import { ApiError } from '@plimsoll/api';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Failure, linesOf, textOf } from './form.tsx';

describe('forms', () => {
  it('show a refusal with what to do', () => {
    const error = new ApiError('TOO_MANY', 'There are 200 already.', { hint: 'Remove one', status: 409 });

    expect(renderToStaticMarkup(<Failure error={error} />)).toContain('There are 200 already. Remove one');
  });

  it('read texts and lists, and nothing as nothing', () => {
    const values = new FormData();
    values.set('name', '  Shop ');
    values.set('empty', '   ');
    values.set('tags', '1.*\n 2.* , latest\n\n');

    expect(textOf(values, 'name')).toBe('Shop');
    expect(textOf(values, 'empty')).toBeUndefined();
    expect(textOf(values, 'missing')).toBeUndefined();
    expect(linesOf(values, 'tags')).toEqual(['1.*', '2.*', 'latest']);
  });
});
