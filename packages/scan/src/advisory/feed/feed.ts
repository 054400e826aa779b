/**
 * A feed: where it is, how it is read, and how it is kept.
 *
 * in     files of one publisher
 * out    records and facts in our form, kept in one file a feed until the feed changes
 * holds  a reader hands over what it understood, names what it did not, and knows nothing of other feeds
 */
import type { Resource } from '../base/feed-base.ts';
import type { LeftOut, NormalRecord } from '../record/normal-record.ts';

export type FactKind = 'kev' | 'epss' | 'end-of-life';

export interface Feed {
  /** `osv/Debian`, `kev`, `alpine-secdb/v3.20/main`. */
  readonly id: string;
  readonly resource: Resource;
  /** A small text that names the file to read, which lies beside it. A mirror folder may do without. */
  readonly pointer?: Resource;
  /** Single records that changed since; undefined for feeds that only come whole. */
  readonly delta: DeltaResources | undefined;
  /** A publisher need not have it: releases of a distribution come and go. */
  readonly optional: boolean;
  readonly read: FeedReader;
}

export interface DeltaResources {
  /** `modified_id.csv` */
  readonly index: Resource;
  record(id: string): Resource;
  readonly take: (bytes: Buffer, name: string, sink: Pick<FeedSink, 'record' | 'leftOut' | 'invalid'>) => void;
}

export interface ReadOptions {
  readonly file: string;
  /** For messages. */
  readonly where: string;
  readonly sink: FeedSink;
}
/** @throws ScanError FEED_INVALID when the file as a whole is not what it should be */
export type FeedReader = (options: ReadOptions) => Promise<void>;

export interface FeedSink {
  record(record: NormalRecord): void;
  leftOut(id: string, why: LeftOut): void;
  /** One entry that cannot be used; the rest goes on. */
  invalid(name: string, why: string): void;
  /** A value of a table; counts `entries` towards the feed's records. */
  fact(fact: Fact): void;
  /** The feed's own date, where its records have none. */
  dated(at: number): void;
  /** Between entries: lets others run, and ends the reading when it was aborted. */
  breathe(): Promise<void> | undefined;
}

export interface Fact {
  readonly kind: FactKind;
  readonly key: string;
  readonly body: Buffer;
  readonly entries: number;
}
