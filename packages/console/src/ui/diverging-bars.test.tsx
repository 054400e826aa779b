import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { DivergingBars, extent } from './diverging-bars.tsx';

describe('diverging bars', () => {
  it('starts what speaks for and against at the same middle line', () => {
    const scale = { largest: 4, least: -1, left: 20 };

    expect(extent(4, scale)).toEqual({ left: '20%', width: '80%' });
    expect(extent(-1, scale)).toEqual({ left: '0%', width: '20%' });
  });

  it('says each value in words, since a bar is not read out', () => {
    const html = renderToStaticMarkup(
      <DivergingBars bars={[{ what: 'nginx never started sh', value: 3, words: '1,000 times rarer' }]} />,
    );

    expect(html).toContain('1,000 times rarer');
    expect(html).toContain('aria-hidden');
  });

  it('draws nothing from nothing', () => {
    expect(renderToStaticMarkup(<DivergingBars bars={[]} />)).not.toContain('NaN');
    expect(renderToStaticMarkup(<DivergingBars bars={[{ what: 'a', value: 0, words: 'none' }]} />)).not.toContain(
      'NaN',
    );
  });
});
