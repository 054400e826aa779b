/** Checks of the instructions an image was built with, as its history tells them. */
import { instructionOf } from '../secret/config-secrets.ts';
import type { HistoryEntry } from '../source/source.ts';
import { type Answer, type CheckSubject, fail, type Judge, notEvaluated, pass } from './subject.ts';

const linesAtMost = 1000;
const charactersAtMost = 32 * 1024;

export const historyJudges: Readonly<Record<string, Judge>> = {
  'image-add-from-url': judgeOf(
    addsFromUrl,
    'ADD fetched from an address',
    'No ADD instruction fetched from an address.',
  ),
  'image-pipe-to-shell': judgeOf(
    (line) =>
      /\b(?:curl|wget)\b[^|;&]{1,2000}\|\s{0,4}(?:sudo\s{1,4})?(?:\S{0,40}\/)?(?:ba|da|z|a)?sh\b/.test(line) ||
      /\b(?:ba|z)?sh\s{1,4}(?:-c\s{1,4})?["']?(?:<\(|\$\()\s{0,4}(?:curl|wget)\b/.test(line),
    'a download went straight into a shell',
    'No download went straight into a shell.',
  ),
  'image-unverified-packages': judgeOf(
    (line) =>
      /--allow-unauthenticated|--no-gpg-check|--nogpgcheck|--allow-untrusted|\[[^\]]{0,200}trusted=yes|--allow-insecure-repositories|--trusted-host[\s=]|strict-ssl\s{1,4}false|--nosignature|gpgcheck=0/.test(
        line,
      ),
    'packages were installed without verification',
    'No instruction turns package verification off.',
  ),
  'image-update-alone': judgeOf(
    (line) =>
      /\b(?:apt-get|apt|apk|yum|dnf|microdnf|zypper)\b[^;&|]{0,80}\b(?:update|makecache|refresh)\b/.test(line) &&
      !/\b(?:install|add|upgrade|dist-upgrade|full-upgrade|download|build-dep)\b/.test(line),
    'package lists were updated without installing anything',
    'No instruction only updates package lists.',
  ),
  'image-package-cache': judgeOf(
    leavesCache,
    'package lists or caches were left',
    'Every instruction that installs packages cleans up after itself.',
  ),
};

type Test = (line: string) => boolean;

function judgeOf(test: Test, bad: string, good: string): Judge {
  return ({ history }: CheckSubject): Answer => {
    if (history.length === 0 || history.every(({ createdBy }) => createdBy === ''))
      return notEvaluated('The image has no history.');
    const hits = history.slice(0, linesAtMost).filter((entry) => test(lineOf(entry)));
    if (hits.length === 0) return pass(good);
    return fail(
      `In ${hits.length === 1 ? 'one instruction' : `${hits.length} instructions`} ${bad}.`,
      hits.map((entry) => lineOf(entry).slice(0, 200)),
    );
  };
}

function lineOf({ createdBy }: HistoryEntry): string {
  return createdBy.slice(0, charactersAtMost).replace(/^\/bin\/sh -c (?:#\(nop\)\s*)?/, '');
}

function addsFromUrl(line: string): boolean {
  return instructionOf(line) === 'ADD' && /\s(?:https?|ftp|git):\/\/|\sgit@/.test(line) && !/--checksum=/.test(line);
}

function leavesCache(line: string): boolean {
  if (/--mount=type=cache/.test(line)) return false;
  const installs = (manager: RegExp): boolean => manager.test(line);
  if (installs(/\bapt(?:-get)?\b[^;&|]{0,200}\bupdate\b/))
    return !/\/var\/lib\/apt(?:\/lists|\b)|rm\s[^;&|]{0,200}\/var\/lib\/apt/.test(line);
  if (installs(/\bapk\b[^;&|]{0,200}\b(?:add|update)\b/))
    return !/--no-cache|\/var\/cache\/apk|apk cache clean/.test(line);
  if (installs(/\b(?:yum|dnf|microdnf)\b[^;&|]{0,200}\binstall\b/))
    return !/\bclean\s{1,4}(?:all|packages)|\/var\/cache\/(?:yum|dnf)/.test(line);
  if (installs(/\bzypper\b[^;&|]{0,200}\b(?:install|in)\b/)) return !/zypper\s[^;&|]{0,60}\b(?:clean|cc)\b/.test(line);
  return false;
}
