// Runs before the first paint, so that a dark console does not flash white. src/lib/theme.ts takes over from here.
(() => {
  const root = document.documentElement;
  let wanted = 'system';
  try {
    wanted = localStorage.getItem('plimsoll.theme') || 'system';
  } catch {
    wanted = 'system'; // storage is forbidden: follow the system
  }
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const more = matchMedia('(prefers-contrast: more)').matches;
  const theme = wanted === 'system' ? (more ? 'contrast' : dark ? 'dark' : 'light') : wanted;
  root.dataset.theme = theme;
  root.dataset.mantineColorScheme = theme === 'light' ? 'light' : 'dark';
})();
