/** Checks of what lies in the layers. */
import { isOsPackage } from '@plimsoll/core';
import type { ImageContents } from '../facts/contents.ts';
import {
  type Answer,
  type CheckSubject,
  fail,
  type Judge,
  notApplicable,
  notEvaluated,
  pass,
  unreadLayers,
} from './subject.ts';

/** Files distributions bring with setuid or setgid: theirs to answer for, and seldom needed in a container. */
const usual = new Set(
  'chage chfn chsh expiry gpasswd mount umount newgrp passwd su sudo sudoedit unix_chkpwd pam_timestamp_check wall write write.ul bsd-write ssh-keysign ssh-agent dbus-daemon-launch-helper pkexec polkit-agent-helper-1 fusermount fusermount3 ping ping6 traceroute6.iputils crontab at exim4 postdrop postqueue sendmail mlocate plocate locate dotlockfile screen utempter userhelper usernetctl netreport lockdev sg newuidmap newgidmap bbsuid doas mount.nfs ntfs-3g pppd vmware-user-suid-wrapper staprun abrt-action-install-debuginfo-to-abrt-cache chrome-sandbox'.split(
    ' ',
  ),
);
type Executable = ImageContents['executables'][number];

export const contentJudges: Readonly<Record<string, Judge>> = {
  'image-setuid-file': setuid,
  'image-file-capability': capability,
  'image-writable-path': writable,
  'image-secret-in-file': secretInFile,
  'image-ssh-server': sshServer,
};

function setuid(subject: CheckSubject): Answer {
  const all = subject.contents.executables.filter(({ mode }) => (mode & 0o6000) !== 0);
  const odd = all.filter(({ path, owner }) => owner === undefined || !usual.has(nameOf(path)));
  if (odd.length > 0)
    return fail(
      `${said(odd, 'file')} with setuid or setgid that no distribution brings so: ${first(odd)}.`,
      paths(odd),
      odd[0]?.layer,
    );
  return (
    unread(subject) ??
    pass(
      all.length === 0
        ? 'No executable has setuid or setgid.'
        : `Only the distribution's own ${all.length} have setuid or setgid.`,
    )
  );
}

function capability(subject: CheckSubject): Answer {
  const found = subject.contents.executables.filter(({ capabilities }) => capabilities.length > 0);
  if (found.length === 0) {
    if (subject.format === 'folder')
      return notEvaluated('Capabilities of files cannot be read from a folder; scan the image itself.');
    return unread(subject) ?? pass('No executable has capabilities of its own.');
  }
  const [one] = found as [Executable];
  return fail(
    `${said(found, 'executable')} with capabilities: ${first(found)} (${one.capabilities.join(', ')}).`,
    paths(found),
    one.layer,
  );
}

function writable(subject: CheckSubject): Answer {
  const { writable } = subject.contents;
  if (writable.length === 0) return unread(subject) ?? pass('No file or folder of the system is writable for others.');
  return fail(
    `${said(writable, 'path')} writable for everybody: ${first(writable)}.`,
    paths(writable),
    writable[0]?.layer,
  );
}

function secretInFile(subject: CheckSubject): Answer {
  const { secrets } = subject.contents;
  if (secrets.length === 0) return unread(subject) ?? pass('No secret was found in the files that were looked at.');
  const deleted = secrets.filter(({ deletedLater }) => deletedLater).length;
  const rest = deleted === 0 ? '' : ` ${deleted} of them in files that a later layer deletes.`;
  return fail(
    `${said(secrets, 'secret')} in files: ${secrets[0]?.rule} in ${secrets[0]?.path}.${rest}`,
    paths(secrets),
    secrets[0]?.layer,
  );
}

function sshServer(subject: CheckSubject): Answer {
  const servers = /(?:^|\/)(?:sshd|dropbear|tinysshd)$/;
  const files = subject.contents.executables.filter(({ path }) => servers.test(path));
  const packages = subject.contents.packages.filter(
    ({ name, type }) =>
      isOsPackage(type) && /^(?:openssh-server|openssh-sshd|dropbear|dropbear-bin|tinysshd)$/.test(name),
  );
  const places = [...paths(files), ...packages.map(({ name, version }) => `${name} ${version ?? ''}`.trim())];
  if (places.length > 0) return fail(`${places[0]} is installed.`, places, files[0]?.layer ?? packages[0]?.layer);
  return unread(subject) ?? pass('No SSH server is installed.');
}

function unread(subject: CheckSubject): Answer | undefined {
  if (subject.image.layers.length === 0) return notApplicable('There are no layers to look at.');
  const why = unreadLayers(subject);
  return why === undefined ? undefined : notEvaluated(why);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function paths(found: readonly { readonly path: string }[]): readonly string[] {
  return found.map(({ path }) => path);
}

function first(found: readonly { readonly path: string }[]): string {
  const shown = found
    .slice(0, 3)
    .map(({ path }) => path)
    .join(', ');
  return found.length > 3 ? `${shown} …` : shown;
}

function said(found: readonly unknown[], noun: string): string {
  return `${found.length} ${noun}${found.length === 1 ? '' : 's'}`;
}
