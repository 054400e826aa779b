/** The techniques of MITRE ATT&CK for Containers (v17) and of its Linux matrix that our detectors name. */
import type { Technique } from '../finding/finding.ts';

export const technique = {
  unixShell: { tactic: 'Execution', id: 'T1059.004', name: 'Command and Scripting Interpreter: Unix Shell' },
  interpreter: { tactic: 'Execution', id: 'T1059', name: 'Command and Scripting Interpreter' },
  nativeApi: { tactic: 'Execution', id: 'T1106', name: 'Native API' },
  containerAdministration: { tactic: 'Execution', id: 'T1609', name: 'Container Administration Command' },
  exploitation: { tactic: 'Execution', id: 'T1203', name: 'Exploitation for Client Execution' },
  ingressTool: { tactic: 'Command and Control', id: 'T1105', name: 'Ingress Tool Transfer' },
  hijacking: { tactic: 'Impact', id: 'T1496', name: 'Resource Hijacking' },
  reflective: { tactic: 'Defense Evasion', id: 'T1620', name: 'Reflective Code Loading' },
  fileDeletion: { tactic: 'Defense Evasion', id: 'T1070.004', name: 'Indicator Removal: File Deletion' },
  injection: { tactic: 'Privilege Escalation', id: 'T1055.008', name: 'Process Injection: Ptrace System Calls' },
  injectionOther: { tactic: 'Privilege Escalation', id: 'T1055', name: 'Process Injection' },
  escape: { tactic: 'Privilege Escalation', id: 'T1611', name: 'Escape to Host' },
  kernelModule: { tactic: 'Persistence', id: 'T1547.006', name: 'Boot or Logon Autostart Execution: Kernel Modules' },
  rootkit: { tactic: 'Defense Evasion', id: 'T1014', name: 'Rootkit' },
  metadata: {
    tactic: 'Credential Access',
    id: 'T1552.005',
    name: 'Unsecured Credentials: Cloud Instance Metadata API',
  },
  abuseElevation: { tactic: 'Privilege Escalation', id: 'T1548', name: 'Abuse Elevation Control Mechanism' },
} as const satisfies Record<string, Technique>;
