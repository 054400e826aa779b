/** Whether somebody may be looking at this tab. */
export function pageVisibility(page: Document) {
  return {
    get: () => page.visibilityState === 'visible',
    subscribe(listener: () => void) {
      page.addEventListener('visibilitychange', listener);
      return () => page.removeEventListener('visibilitychange', listener);
    },
  };
}
