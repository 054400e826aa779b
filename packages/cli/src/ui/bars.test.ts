import { expect, it } from 'vitest';
import { bars } from './bars.ts';
import { createStyle } from './style.ts';

const style = createStyle(false);

it('draws to one scale', () => {
  const lines = bars(
    [
      { label: 'program never seen', value: 4.2, text: '+4.2' },
      { label: 'arguments', value: 2.1, text: '+2.1' },
      { label: 'user as usual', value: -0.3, text: '−0.3' },
    ],
    { style, width: 60 },
  );
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "program never seen  +4.2  ██████████████████████████████
    arguments           +2.1  ███████████████
    user as usual       −0.3  ██▏"
  `);
});

it('draws nothing of nothing', () => {
  expect(bars([], { style, width: 60 })).toEqual([]);
  expect(bars([{ label: 'a', value: 0, text: '0' }], { style, width: 60 })).toEqual(['a  0']);
});
