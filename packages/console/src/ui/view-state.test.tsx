import { ApiError } from '@plimsoll/api';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { healthyStatus } from '../lib/status.fixture.ts';
import { ViewState } from './view-state.tsx';

const html = (situation: Parameters<typeof ViewState>[0]['situation']) =>
  renderToStaticMarkup(<ViewState situation={situation} what="findings" />);

describe('view state', () => {
  it('gives proof for all clear', () => {
    const text = html({ kind: 'clear', status: healthyStatus });

    expect(text).toContain('1.2 M events looked at');
    expect(text).toContain('1 of 1 sensor healthy');
    expect(text).toContain('no events lost');
  });

  it('never lets blind look like quiet or clear', () => {
    const blind = html({ kind: 'blind', status: { ...healthyStatus, nodes: [] } });

    expect(blind).toContain('data-kind="blind"');
    expect(blind).toContain('means nothing');
    expect(blind).not.toContain('All clear');
  });

  it('says what went wrong and what to do, and interrupts a screen reader for it', () => {
    const error = new ApiError('UNREACHABLE', 'Plimsoll does not answer', { hint: 'Check that it runs', status: 0 });
    const text = html({ kind: 'error', error });

    expect(text).toContain('role="alert"');
    expect(text).toContain('Check that it runs');
    expect(text).toContain('UNREACHABLE');
  });
});
