import { parseProcessStart } from '../kernel/process-start.ts';
import { readKernelFile } from '../kernel/read-kernel-file.ts';

const fs = process.getBuiltinModule('node:fs');

/** The inode of the first process namespace, that of the machine (PROC_PID_INIT_INO of Linux). */
const MACHINE = 'pid:[4026531836]';

/**
 * Makes a function that tells for how many seconds the first process of this process namespace has run; undefined in the
 * namespace of the machine, and where it cannot be told. Where the containers of a Kubernetes pod share one, that is the age
 * of the pod. Reads at its first call only.
 */
export function createContainerUptime(procPath: string): () => number | undefined {
  let headStart: number | undefined;
  let isKnown = false;
  return () => {
    if (!isKnown) headStart = measureHeadStart(procPath);
    isKnown = true;
    return headStart === undefined ? undefined : headStart + process.uptime();
  };
}

/**
 * How long the first process had run when this one started, in seconds. By the starts of both, and not by /proc/uptime: LXC
 * answers that for the container, but the starts for the machine.
 */
function measureHeadStart(procPath: string): number | undefined {
  try {
    if (fs.readlinkSync(`${procPath}/self/ns/pid`) === MACHINE) return undefined;
    if (!isOfThisNamespace(procPath)) return undefined;
    const first = parseProcessStart(readKernelFile(`${procPath}/1/stat`));
    const self = parseProcessStart(readKernelFile(`${procPath}/self/stat`));
    return first === undefined || self === undefined || first > self ? undefined : self - first;
  } catch {
    // Hidden (`hidepid`), or no such file: unknown is not worth a word.
    return undefined;
  }
}

/** Not the machine's /proc, shown to a container: there process 1 is the machine's. */
function isOfThisNamespace(procPath: string): boolean {
  const self = `${procPath}/self`;
  return !fs.lstatSync(self).isSymbolicLink() || fs.readlinkSync(self) === String(process.pid);
}
