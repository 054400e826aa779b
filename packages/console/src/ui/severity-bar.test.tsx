import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { SeverityBar } from './severity-bar.tsx';

const none = { critical: 0, high: 0, medium: 0, low: 0, negligible: 0, unknown: 0 };

describe('severity bar', () => {
  it('says in words what the bar shows, worst first, and keeps what nobody rated', () => {
    const html = renderToStaticMarkup(<SeverityBar counts={{ ...none, critical: 2, unknown: 1200 }} />);
    const text = html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

    expect(text.trim()).toBe('2 critical 1,200 not rated');
  });

  it('says none', () => {
    expect(renderToStaticMarkup(<SeverityBar counts={none} />)).toContain('none');
  });
});
