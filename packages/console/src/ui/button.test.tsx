import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Button, IconButton } from './button.tsx';

describe('button', () => {
  it('stays reachable when it cannot be pressed, and says why', () => {
    const html = renderToStaticMarkup(<Button disabledBecause="The baseline is not ready">Protect</Button>);

    expect(html).toContain('aria-disabled="true"');
    expect(html).not.toMatch(/ disabled(=|>)/);
    expect(html).toContain('The baseline is not ready</span>');
  });

  it('names an icon', () => {
    expect(renderToStaticMarkup(<IconButton icon="copy" label="Copy the id" />)).toContain('aria-label="Copy the id"');
  });
});
