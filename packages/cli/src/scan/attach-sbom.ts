import type { ScanReport } from '@plimsoll/core';
import type { RenderOptions } from '@plimsoll/scan';
import { attachSbom, createRegistryClient, parseReference, type RegistryOptions, renderers } from '@plimsoll/scan';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';

export interface AttachRequest {
  readonly format: string;
  readonly registry: RegistryOptions;
  readonly options: RenderOptions;
}

export async function attachTo(
  report: ScanReport,
  { format, registry, options }: AttachRequest,
  { err, signal }: Pick<Context, 'err' | 'signal'>,
): Promise<void> {
  const { digest, repository } = report.image;
  const renderer = renderers.find(({ id }) => id === format);
  if (digest === undefined || repository === undefined || renderer === undefined)
    throw new CliError(
      'USAGE',
      `An SBOM can be attached to images of a registry only, and this is ${report.image.reference}`,
      {
        hint: 'Push the image first, then scan it where it is.',
      },
    );
  const client = createRegistryClient(registry);
  try {
    const attached = await attachSbom(client, {
      repository: parseReference(repository),
      subject: digest,
      report,
      mediaType: renderer.mediaType,
      sbom: renderer.render(report, options),
      signal,
    });
    await err.line(
      attached.there ? `The SBOM is attached already: ${attached.digest}` : `Attached the SBOM: ${attached.digest}`,
    );
  } finally {
    await client.close();
  }
}
