/** How any part of the page opens the palette, the choice of scope or the help on keys. */
import { createContext, use } from 'react';

export type Asking = 'palette' | 'scope' | 'keys' | undefined;

const Ask = createContext<(what: Asking) => void>(() => {});
export const FrameActions = Ask.Provider;
export const useAsk = () => use(Ask);
