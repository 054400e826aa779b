/** The baseline as a signed file, to take to another host. */
import type { BaselineView } from '@plimsoll/api';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useServices } from '../../../lib/services.tsx';
import { Button } from '../../../ui/button.tsx';

export function ExportButton({ baseline }: { readonly baseline: BaselineView }): ReactNode {
  const { api } = useServices();
  const exporting = useMutation({
    mutationFn: () => api.exportBaseline({ params: { workload: baseline.workload } }),
    onSuccess: (signed) =>
      save(`${baseline.workload.replace(/[^\w.-]+/g, '-')}-v${signed.version}.plimsoll.json`, JSON.stringify(signed)),
  });
  return (
    <>
      <Button
        icon="download"
        onClick={() => exporting.mutate()}
        disabledBecause={exporting.isPending ? 'Being made' : undefined}
      >
        Export signed file
      </Button>
      {exporting.error !== null && <p role="alert">{exporting.error.message}</p>}
    </>
  );
}

function save(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
