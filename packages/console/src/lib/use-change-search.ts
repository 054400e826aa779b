/** Changes the view state in the address, and stays where the page is scrolled to. */
import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';

export function useChangeSearch<Search extends object>(): (next: Search) => void {
  const go = useNavigate();
  return useCallback(
    (next: Search) => void go({ to: '.', search: (before) => ({ ...before, ...next }), resetScroll: false }),
    [go],
  );
}
