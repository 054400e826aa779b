#!/usr/bin/env node
/** Entry of the `plimsoll` command. What is heavy is loaded by the command that needs it. */
import { prepareProcess } from './start.ts';
import { productVersion } from './version.ts';

const [first, ...others] = process.argv.slice(2);
if ((first === '--version' || first === '-V') && others.length === 0) {
  process.stdout.write(`${productVersion()}\n`);
} else {
  prepareProcess(process.env);
  if (first === 'scan-worker' && others.length === 0) {
    // Started by `up` for each scan: no command for people, so it is in no help.
    const { runScanWorker } = await import('@plimsoll/host/scan-worker');
    await runScanWorker();
  } else {
    const { runMain } = await import('./run-main.ts');
    process.exitCode = await runMain(process);
  }
}
