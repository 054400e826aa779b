/** Every command, in the order help shows them. A new one is a file in this folder and a line here. */
import type { CommandNode } from '../command.ts';
import { advisories } from './advisories.ts';
import { baseline } from './baseline.ts';
import { completion } from './completion.ts';
import { config } from './config.ts';
import { db } from './db.ts';
import { explain } from './explain.ts';
import { finding } from './finding.ts';
import { findings } from './findings.ts';
import { images } from './images.ts';
import { mode } from './mode.ts';
import { probe } from './probe.ts';
import { record } from './record.ts';
import { replay } from './replay.ts';
import { scan } from './scan.ts';
import { status } from './status.ts';
import { token } from './token.ts';
import { up } from './up.ts';
import { version } from './version.ts';
import { workload } from './workload.ts';
import { workloads } from './workloads.ts';

export const commands: readonly CommandNode[] = [
  up,
  scan,
  status,
  workloads,
  workload,
  mode,
  baseline,
  findings,
  explain,
  finding,
  images,
  record,
  replay,
  probe,
  advisories,
  config,
  token,
  db,
  completion,
  version,
];
