/** A report as a file: put together by the worker, streamed, then deleted. */
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { ReportFormat, reportPath } from '@plimsoll/api';
import type { FastifyInstance } from 'fastify';
import { ServerError } from '../errors.ts';
import type { ImageStore } from '../store/image-store.ts';
import { scanningOff } from './decisions.ts';
import type { ScanWorker } from './worker.ts';

export interface ReportOptions {
  readonly images: ImageStore;
  readonly worker: ScanWorker | undefined;
}

export function serveReports(fastify: FastifyInstance, { images, worker }: ReportOptions): void {
  fastify.get<{ Params: { image: string; format: string } }>(reportPath, async (request, reply) => {
    const { image } = request.params;
    const format = ReportFormat.safeParse(request.params.format);
    if (!format.success) {
      throw new ServerError('INPUT_INVALID', `${request.params.format.slice(0, 50)} is no format of reports`, {
        hint: `Ask for one of ${ReportFormat.options.join(', ')}`,
        status: 400,
      });
    }
    if (worker === undefined) throw scanningOff();
    const report = await images.report(image);
    if (report === undefined) throw notScanned(image);
    const { file, mediaType, extension } = await worker.call('render', { report, format: format.data });
    const stream = createReadStream(file);
    stream.once('close', () => void rm(file, { force: true }));
    const name = (report.image.repository ?? 'image').split('/').at(-1) ?? 'image';
    const tag = report.image.tag ?? report.image.digest?.slice(7, 19) ?? 'report';
    reply.header(
      'content-disposition',
      `attachment; filename="${`${name}-${tag}`.replace(/[^\w.-]+/g, '-')}.${extension}"`,
    );
    return reply.type(mediaType).send(stream);
  });
}

export function notScanned(image: string): ServerError {
  return new ServerError('IMAGE_NOT_SCANNED', `The image ${image.slice(0, 200)} was never scanned`, {
    hint: 'Ask for a scan of it first',
    status: 404,
  });
}
