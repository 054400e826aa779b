/**
 * Keyboard shortcuts of a view.
 *
 * in     a table of key → action
 * out    nothing: it listens while the component is mounted
 * holds  typing is never taken: keys in fields, with modifiers, or under an open dialog or menu are left alone
 */
import { useEffect, useEffectEvent } from 'react';
import { useServices, useStore } from './services.tsx';

export type KeyActions = Readonly<Record<string, (() => void) | undefined>>;

export function useKeys(actions: KeyActions): void {
  const letters = useStore(useServices().letterKeys);
  const press = useEffectEvent((event: KeyboardEvent) => {
    const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
    if (action === undefined || isTaken(event) || (!letters && event.key.length === 1)) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => press(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}

function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target instanceof Element ? event.target : undefined;
  if (target?.closest('input:not([type=checkbox]), textarea, select, [contenteditable], [role=menu], dialog'))
    return true;
  if (event.key === 'Enter' && target?.closest('a, button')) return true;
  return document.querySelector('dialog[open], [role=menu]') !== null;
}
