import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { imageSeverities, imageSeverityNames } from '../lib/image-words.ts';
import { sights } from '../lib/words.ts';
import { ModeTag, SeverityTag, SightTag } from './tag.tsx';

describe('tags', () => {
  it.each(imageSeverities)('says %s by icon and word, not by colour alone', (severity) => {
    const html = renderToStaticMarkup(<SeverityTag severity={severity} />);

    expect(html).toContain('<svg');
    expect(html).toContain(imageSeverityNames[severity]);
  });

  it('draws every severity and every sight differently', () => {
    const icon = (html: string) => html.match(/ d="([^"]+)"/)?.[1];
    const drawn = [
      ...imageSeverities.map((severity) => icon(renderToStaticMarkup(<SeverityTag severity={severity} />))),
      ...sights.map((sight) => icon(renderToStaticMarkup(<SightTag sight={sight} />))),
    ];

    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it('never lets a dry run look like protection', () => {
    expect(renderToStaticMarkup(<ModeTag mode="protect" dryRun />)).toContain('dry run');
  });
});
