/** Whether single letters act: they must not where software speaks or listens for somebody. */
import type { ReactNode } from 'react';
import { useServices, useStore } from '../lib/services.tsx';
import { Tick } from './field.tsx';

export function LetterKeys(): ReactNode {
  const { letterKeys } = useServices();
  return (
    <Tick
      label="Single-letter keys"
      hint="Turn them off when software speaks or listens for you. Ctrl K and Enter stay."
      checked={useStore(letterKeys)}
      onChange={letterKeys.set}
    />
  );
}
