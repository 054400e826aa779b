import { ApiError } from '@plimsoll/api';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { NoRows } from './unanswered.tsx';

const refusal = new ApiError('FORBIDDEN', 'This token may not read images', { hint: 'Ask for one', status: 403 });

function shown(state: { readonly answered?: boolean; readonly error?: Error; readonly filtered?: boolean }): string {
  const { answered = false, error = null, filtered = false } = state;
  return renderToStaticMarkup(
    <NoRows what="images" answered={answered} error={error} filtered={filtered} onRetry={() => {}} onClear={() => {}}>
      nothing at all
    </NoRows>,
  );
}

it('says of a list without rows why there are none', () => {
  expect(shown({})).toContain('Loading images');
  expect(shown({ error: new Error('away') })).toContain('The images cannot be shown');
  expect(shown({ error: refusal })).toContain('You may not see the images');
  expect(shown({ answered: true, filtered: true })).toContain('No images match these filters');
  expect(shown({ answered: true })).toBe('nothing at all');
});

it('keeps to an answer although asking again failed', () => {
  expect(shown({ answered: true, error: refusal })).toBe('nothing at all');
});
