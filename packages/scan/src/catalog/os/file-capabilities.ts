/** The security.capability attribute as text: linux/capability.h, versions 1 to 3 of struct vfs_cap_data; all little-endian. */

/** By number: linux/capability.h. */
const names = [
  'chown',
  'dac_override',
  'dac_read_search',
  'fowner',
  'fsetid',
  'kill',
  'setgid',
  'setuid',
  'setpcap',
  'linux_immutable',
  'net_bind_service',
  'net_broadcast',
  'net_admin',
  'net_raw',
  'ipc_lock',
  'ipc_owner',
  'sys_module',
  'sys_rawio',
  'sys_chroot',
  'sys_ptrace',
  'sys_pacct',
  'sys_admin',
  'sys_boot',
  'sys_nice',
  'sys_resource',
  'sys_time',
  'sys_tty_config',
  'mknod',
  'lease',
  'audit_write',
  'audit_control',
  'setfcap',
  'mac_override',
  'mac_admin',
  'syslog',
  'wake_alarm',
  'block_suspend',
  'audit_read',
  'perfmon',
  'bpf',
  'checkpoint_restore',
] as const;

/** Bytes by revision; 32 capabilities in the first, 64 in the others, the last with the user its root is. */
const sizes: Readonly<Record<number, number>> = { 1: 12, 2: 20, 3: 24 };
const effectiveFlag = 1;

/** `cap_net_raw+ep` each; [] for what is no such attribute. */
export function capabilitiesText(attribute: Uint8Array | undefined): readonly string[] {
  if (attribute === undefined || attribute.byteLength < 12) return [];
  const view = new DataView(attribute.buffer, attribute.byteOffset, attribute.byteLength);
  const magic = view.getUint32(0, true);
  const revision = magic >>> 24;
  if (sizes[revision] !== attribute.byteLength) return [];
  const words = revision === 1 ? 1 : 2;
  const effective = (magic & effectiveFlag) !== 0 ? 'e' : '';
  const user = revision === 3 ? view.getUint32(20, true) : 0;
  const found: string[] = [];
  for (let capability = 0; capability < words * 32; capability++) {
    const at = 4 + (capability >>> 5) * 8;
    const bit = 1 << (capability & 31);
    const permitted = (view.getUint32(at, true) & bit) !== 0 ? 'p' : '';
    const inheritable = (view.getUint32(at + 4, true) & bit) !== 0 ? 'i' : '';
    if (permitted === '' && inheritable === '') continue;
    const name = names[capability] ?? String(capability);
    found.push(`cap_${name}+${effective}${inheritable}${permitted}${user === 0 ? '' : ` [rootid=${user}]`}`);
  }
  return found;
}
