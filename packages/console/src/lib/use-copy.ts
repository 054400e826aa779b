/** Copies and says so: nothing on the screen changes when something was copied. */
import { copyText } from './clipboard.ts';
import { useServices } from './services.tsx';

export function useCopy(): (text: string) => void {
  const { notice } = useServices();
  return (text) => {
    void copyText(text, document).then((copied) => notice.set(copied ? 'Copied' : 'The browser did not allow copying'));
  };
}
